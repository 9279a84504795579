import { Readable } from 'node:stream'
import { test } from '@japa/runner'
import LibrarySetup from '#commands/library_setup'
import MembersAdd from '#commands/members_add'
import MembersPassword from '#commands/members_password'
import MembersRole from '#commands/members_role'
import Member from '#models/member'
import { runCommand } from '#tests/helpers/console'
import { emptyLibrary } from '#tests/helpers/library'
import { addMember, nameIn, PASSWORD, signedIn } from '#tests/helpers/signed_in'
import { Visitor } from '#tests/helpers/visitor'

const NEW = 'four quiet herons wading'

/** Runs members:password as at the end of a pipe. */
async function givePassword(cleanup: (work: () => void) => void, reference: string, text: string) {
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!
  Object.defineProperty(process, 'stdin', { value: Readable.from([text]), configurable: true })
  cleanup(() => Object.defineProperty(process, 'stdin', stdin))
  return runCommand(MembersPassword, [reference, '--stdin'])
}

test.group('Members on the console', (group) => {
  group.each.setup(emptyLibrary)

  test('members:add gives a role, and members:password what to sign in with', async ({
    assert,
    cleanup,
  }) => {
    const added = await runCommand(MembersAdd, [
      'Odo',
      '--role=admin',
      '--email=odo@anarres.example',
    ])
    assert.equal(added.exitCode, 0)
    const odo = await Member.findByOrFail('emailKey', 'odo@anarres.example')
    assert.equal(odo.role, 'admin')
    assert.deepEqual(added.output, [
      `${odo.card}  Odo`,
      `• Give them a password: members:password ${odo.card}`,
    ])

    const given = await givePassword(cleanup, odo.card, `${NEW}\r\nanother line`)
    assert.deepEqual(given.output, [`${odo.card}  Odo has a new password.`])
    const page = await new Visitor().submit('/sign-in', { name: odo.card, password: NEW })
    assert.equal(page.status, 200)
  })

  test('members:add refuses what the form refuses, in one line', async ({ assert }) => {
    const { card } = await addMember('Odo')
    await Member.add({ name: 'Bedap', email: 'bedap@anarres.example' })
    for (const [args, reason] of [
      [[' '], 'Name: A name is needed.'],
      [['x'.repeat(201)], 'Name: It has 201 characters; there is room for 200.'],
      [['Shevek', '--card=P00017'], 'Card: This is no card of the library: a digit is wrong.'],
      [['Shevek', `--card=${card.toLowerCase()}`], 'Card: Odo has this card.'],
      [['Shevek', '--email=nowhere'], 'E-mail: This is no e-mail address.'],
      [['Shevek', '--email=BEDAP@anarres.example'], 'E-mail: Bedap has this e-mail address.'],
    ] as [string[], string][]) {
      const { exitCode, errors } = await runCommand(MembersAdd, args)
      assert.equal(exitCode, 1, reason)
      assert.include(errors.join(), reason)
    }
    assert.lengthOf(await Member.all(), 2)
    const { exitCode } = await runCommand(MembersAdd, ['Shevek', '--card=s-1', '--group=3b'])
    assert.equal(exitCode, 0)
    const shevek = await Member.findByOrFail('card', 'S-1')
    assert.deepEqual([shevek.name, shevek.groupName, shevek.email], ['Shevek', '3b', null])
  })

  test('members:password refuses what is no good password, and says why', async ({
    assert,
    cleanup,
  }) => {
    const { card } = await addMember('Odo')
    for (const [text, reason] of [
      ['', 'This password is too short: it needs at least 15 characters.'],
      ['short', 'This password is too short: it needs at least 15 characters.'],
      ['x'.repeat(1001), 'This password is too long: at most 1,000 characters.'],
    ]) {
      const { exitCode, errors } = await givePassword(cleanup, card, text)
      assert.equal(exitCode, 1)
      assert.include(errors.join(), reason)
    }
    const nobody = await givePassword(cleanup, 'P99999', NEW)
    assert.equal(nobody.exitCode, 1)
    const page = await new Visitor().submit('/sign-in', { name: card, password: PASSWORD })
    assert.equal(page.status, 200)
  })

  test('members:password asks on a terminal, and says so where there is none', async ({
    assert,
  }) => {
    const { card } = await addMember('Odo')
    const { errors } = await runCommand(MembersPassword, [card])
    assert.include(errors.join(), 'There is no terminal to ask on: give the password with --stdin.')
  })

  test('a new password or role ends all sign-ins of the member, and of nobody else', async ({
    assert,
    cleanup,
  }) => {
    const { member, visitor } = await signedIn('librarian')
    const { visitor: other } = await signedIn('admin')
    await givePassword(cleanup, member.card, NEW)
    assert.equal(await nameIn(visitor), '')
    await visitor.submit('/sign-in', { name: member.card, password: NEW })
    const { output } = await runCommand(MembersRole, [member.card, 'Helper'])
    assert.deepEqual(output, [`${member.card}  The librarian: helper`])
    assert.equal(await nameIn(visitor), '')
    assert.equal(await nameIn(other), 'The admin')
  })

  test('the last admin stays one, also where two take it from each other at once', async ({
    assert,
  }) => {
    const [odo, shevek] = [
      await addMember('Odo', { role: 'admin' }),
      await addMember('Shevek', { role: 'admin' }),
    ]
    const ends = await Promise.allSettled([odo, shevek].map((one) => one.change({ role: 'none' })))
    const [refused, ...others] = ends.filter(({ status }) => status === 'rejected')
    assert.lengthOf(others, 0)
    assert.match(String(Object(refused).reason.message), /is the only admin/)

    const admins = await Member.query().where('role', 'admin')
    assert.lengthOf(admins, 1)
    const { exitCode, errors } = await runCommand(MembersRole, [admins[0].card, 'librarian'])
    assert.equal(exitCode, 1)
    assert.include(
      errors.join(),
      `${admins[0].name} is the only admin: make somebody else one first.`
    )
    await assert.rejects(() => admins[0].delete(), /is the only admin/)
    const same = await runCommand(MembersRole, [admins[0].card, 'admin'])
    assert.equal(same.exitCode, 0)
  })

  test('of two admins who delete each other, or make each other none, one stays', async ({
    assert,
  }) => {
    const works = [
      (one: Member) => one.change({ role: 'none' }),
      (one: Member) => Member.remove(one.id),
    ]
    for (const work of [...works, ...works, ...works]) {
      const [odo] = await Member.query().where('role', 'admin')
      const both = [
        odo ?? (await addMember('Odo', { role: 'admin' })),
        await addMember('Shevek', { role: 'admin' }),
      ]
      const ends = await Promise.allSettled(both.map<Promise<unknown>>(work))
      const refused = ends.filter(({ status }) => status === 'rejected')
      assert.lengthOf(refused, 1)
      assert.match(String(Object(refused[0]).reason.message), /is the only admin/)
      assert.lengthOf(await Member.query().where('role', 'admin'), 1)
    }
  })

  test('an unknown role, card or mistyped card is refused in one line', async ({ assert }) => {
    const { card } = await addMember('Odo')
    for (const [reference, role, reason] of [
      [card, 'boss', '"boss" is none of the roles: none, helper, librarian, admin.'],
      ['nobody', 'admin', 'No member has the card or e-mail address nobody.'],
      ['P00017', 'admin', 'P00017 is no card of the library: a digit of it is wrong.'],
    ]) {
      const { exitCode, errors } = await runCommand(MembersRole, [reference, role])
      assert.equal(exitCode, 1)
      assert.include(errors.join(), reason)
    }
  })

  test('library:setup --link prints a link that works, anew each time, while there is no admin', async ({
    assert,
  }) => {
    const linkOf = async () => {
      const { output } = await runCommand(LibrarySetup, ['--link'])
      return output.join('\n').match(/http\S+(\/setup\?link=\S+)/)?.[1]
    }
    const [first, second] = [await linkOf(), await linkOf()]
    const pages = [await new Visitor().visit(first!), await new Visitor().visit(second!)]
    assert.deepEqual(
      pages.map(({ status }) => status),
      [403, 200]
    )
    await addMember('Odo', { role: 'admin' })
    assert.isUndefined(await linkOf())
  })
})
