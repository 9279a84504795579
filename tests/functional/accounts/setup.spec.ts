import db from '@adonisjs/lucid/services/db'
import { test, timeTravel } from '@japa/runner'
import { inTurn } from '#accounts/passwords'
import { makeSetupLink } from '#accounts/setup'
import { today } from '#clock'
import Book from '#models/book'
import BookInstance from '#models/book_instance'
import Library from '#models/library'
import Member from '#models/member'
import { openDemoLibrary } from '#tests/helpers/demo'
import { emptyLibrary } from '#tests/helpers/library'
import { addMember } from '#tests/helpers/signed_in'
import { type Page, Visitor } from '#tests/helpers/visitor'

const CLOSED = 'This link does not open the set-up'
const PASSWORD = 'four quiet herons wading'
const FIELDS = {
  library: 'Anarres Village Library',
  language: 'en',
  name: 'Odo',
  email: 'odo@anarres.example',
  password: PASSWORD,
  examples: 'keep',
}

async function headingOf(page: Promise<Page>) {
  const { text } = await page
  return text('h1')
}

/** The fields of a form for whoever followed the link. */
function fieldsOf(path: string, fields: Partial<typeof FIELDS> = {}) {
  return { ...FIELDS, link: path.split('=')[1], ...fields }
}

test.group('Setting the library up', (group) => {
  group.each.setup(emptyLibrary)

  test('whoever has the link names the library and becomes its admin, signed in', async ({
    assert,
  }) => {
    const path = (await makeSetupLink())!
    const visitor = new Visitor()
    const form = await visitor.visit(path)
    assert.equal(form.text('h1'), 'Set up the library')
    assert.lengthOf(form.$('#examples'), 0)

    const page = await visitor.submit('/setup', fieldsOf(path))
    assert.equal(page.status, 200)
    assert.include(page.text('.message'), 'The library is set up')
    assert.equal(page.text('.signed-in a[href="/account"]'), 'Your account: Odo')
    assert.equal(page.text('.brand'), 'Anarres Village Library')
    const odo = await Member.findByOrFail('emailKey', 'odo@anarres.example')
    assert.equal(odo.role, 'admin')
    assert.notInclude(odo.password!, PASSWORD)

    const again = new Visitor()
    const signedIn = await again.submit('/sign-in', { name: odo.email!, password: PASSWORD })
    assert.equal(signedIn.text('h1'), 'Your account')
  })

  test('speaks the language that was chosen from then on', async ({ assert }) => {
    const path = (await makeSetupLink())!
    await new Visitor().submit('/setup', fieldsOf(path, { language: 'de' }))
    const page = await new Visitor().visit('/')
    assert.equal(page.$('html').attr('lang'), 'de')
  })

  test('the example books stay, or go', async ({ assert }) => {
    for (const [examples, books] of [
      ['keep', 199],
      ['remove', 0],
    ] as const) {
      await openDemoLibrary()
      const path = (await makeSetupLink())!
      const form = await new Visitor().visit(path)
      assert.lengthOf(form.$('#examples option'), 2)
      await new Visitor().submit('/setup', fieldsOf(path, { examples }))
      assert.lengthOf(await Book.all(), books)
      const library = await Library.read()
      assert.equal(library.isDemonstration, examples === 'keep')
      const found = await new Visitor().visit('/books?q=hobbit')
      assert.equal(found.body.includes('The Hobbit'), examples === 'keep')
    }
  })

  test('the example books stay while copies of them are on loan, and whoever begins is told', async ({
    assert,
  }) => {
    await openDemoLibrary()
    const takver = await Member.add({ name: 'Takver' })
    const copy = await BookInstance.findByOrFail('status', 'available')
    await copy.lend(takver, { dueOn: today() })
    const path = (await makeSetupLink())!
    const page = await new Visitor().submit('/setup', fieldsOf(path, { examples: 'remove' }))
    assert.equal(page.text('h1'), 'Your account')
    assert.include(page.text('.message'), 'The example books stay for now')
    assert.lengthOf(await Book.all(), 199)
    const library = await Library.read()
    assert.isTrue(library.isDemonstration)
  })

  test('where too many wait for a password, it says so, and keeps the fields and the link', async ({
    assert,
    cleanup,
  }) => {
    const path = (await makeSetupLink())!
    const gate = Promise.withResolvers<void>()
    cleanup(() => gate.resolve())
    const held = Array.from({ length: 52 }, () => inTurn(() => gate.promise))
    const page = await new Visitor().submit('/setup', fieldsOf(path))
    gate.resolve()
    await Promise.all(held)
    assert.equal(page.status, 503)
    assert.equal(page.headers.get('retry-after'), '5')
    assert.include(page.text('[role=alert]'), 'Too many people are signing in right now.')
    assert.equal(page.$('#name').attr('value'), FIELDS.name)
    assert.equal(page.$('#password').attr('value'), '')
    const after = await new Visitor().submit('/setup', fieldsOf(path))
    assert.equal(after.text('h1'), 'Your account')
  })

  test('says at each field what is wrong, and keeps the others and the link', async ({
    assert,
  }) => {
    const path = (await makeSetupLink())!
    await Member.add({ name: 'Bedap', email: 'bedap@anarres.example' })
    const wrong = { library: ' ', language: 'xx', name: '', email: 'odo', password: 'short' }
    const page = await new Visitor().submit('/setup', fieldsOf(path, wrong))
    assert.equal(page.status, 422)
    const faults = page.$('.fault').map((_, fault) => page.$(fault).text())
    assert.deepEqual(faults.get(), [
      'Please give the library a name, of at most 100 characters.',
      'Please choose one of the languages.',
      'Please tell your name, in at most 100 characters.',
      'Please tell an e-mail address, such as name@example.org.',
      'This password is too short: it needs at least 15 characters.',
    ])
    assert.equal(page.$('#email').attr('value'), 'odo')
    assert.equal(page.$('#email').attr('aria-describedby'), 'email-fault')

    const taken = { name: '<b>"Odo"</b>', email: 'BEDAP@anarres.example\u0000' }
    const other = await new Visitor().submit('/setup', fieldsOf(path, taken))
    assert.equal(other.text('.fault'), 'A member has this e-mail address already.')
    assert.equal(other.$('#name').attr('value'), '<b>"Odo"</b>')
    const last = await new Visitor().submit('/setup', fieldsOf(path))
    assert.equal(last.text('h1'), 'Your account')
  })

  test('a link that was used, is forged, is late or has a newer one opens nothing', async ({
    assert,
  }) => {
    const former = (await makeSetupLink())!
    const late = (await makeSetupLink())!
    const closed = [
      '/setup',
      '/setup?link=',
      '/setup?link[]=a',
      `/setup?link=${'x'.repeat(43)}`,
      former,
    ]
    for (const path of closed) {
      for (const page of [
        await new Visitor().visit(path),
        await new Visitor().submit('/setup', fieldsOf(path)),
      ]) {
        assert.equal(page.status, 403, path)
        assert.equal(page.text('h1'), CLOSED)
      }
    }
    timeTravel('61 minutes')
    assert.equal(await headingOf(new Visitor().visit(late)), CLOSED)
    await new Visitor().submit('/setup', fieldsOf(late))
    assert.lengthOf(await Member.all(), 0)

    const path = (await makeSetupLink())!
    await new Visitor().submit('/setup', fieldsOf(path))
    const used = fieldsOf(path, { email: 'thief@urras.example' })
    assert.equal(await headingOf(new Visitor().submit('/setup', used)), CLOSED)
    assert.lengthOf(await Member.all(), 1)
  })

  test('while there is an admin, no link is made, and none works', async ({ assert }) => {
    const path = (await makeSetupLink())!
    const before = await db.from('one_time_links')
    await addMember('Odo', { role: 'admin' })
    assert.equal(await headingOf(new Visitor().visit(path)), CLOSED)
    assert.equal(await headingOf(new Visitor().submit('/setup', fieldsOf(path))), CLOSED)
    assert.isNull(await makeSetupLink())
    assert.lengthOf(await Member.all(), 1)
    assert.notInclude(JSON.stringify(before), path.split('=')[1])
  })

  test('of two at the same time one becomes admin, and the other is told', async ({ assert }) => {
    const path = (await makeSetupLink())!
    const pages = await Promise.all(
      ['odo', 'sabul'].map((name) =>
        new Visitor().submit('/setup', fieldsOf(path, { name, email: `${name}@anarres.example` }))
      )
    )
    assert.sameMembers(
      pages.map((page) => page.text('h1')),
      ['Your account', CLOSED]
    )
    assert.lengthOf(await Member.all(), 1)
  })
})
