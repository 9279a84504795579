import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { today } from '#clock'
import AskFirstException from '#exceptions/ask_first_exception'
import NotDoneException from '#exceptions/not_done_exception'
import BookInstance from '#models/book_instance'
import type { DeskOrder } from '#models/lending'
import DeskAct from '#models/desk_act'
import Library from '#models/library'
import Loan from '#models/loan'
import Member from '#models/member'
import { inDays, letFallDue, shelve, stateOf, wrongs } from '#tests/helpers/lending'
import { emptyLibrary, tellNothing } from '#tests/helpers/library'

/** The copy as another desk reads it. */
const seen = ({ id }: BookInstance) => BookInstance.findOrFail(id)

/** Why it is not done: a reason, or what is asked first. */
async function whyNot(work: Promise<unknown>) {
  try {
    await work
  } catch (error) {
    if (error instanceof AskFirstException) return error.questions.join(', ')
    if (error instanceof NotDoneException) return error.reason
    throw error
  }
  return null
}

test.group('Lending | lend and return', (group) => {
  group.each.setup(emptyLibrary)
  group.each.teardown(async () => {
    const found = await wrongs()
    if (found.length > 0) throw new Error(found.join(', '))
  })

  test('lends for three weeks, and takes back', async ({ assert }) => {
    const copy = await shelve('Emma')
    const shevek = await Member.add({ name: 'Shevek', groupName: 'Class 3b' })

    const { kind, loan } = await copy.lend(shevek)
    assert.deepEqual([kind, loan.groupName], ['lent', 'Class 3b'])
    assert.equal(await stateOf(copy), `on_loan until ${inDays(21).toISODate()} with ${shevek.id}`)

    await copy.return()
    assert.equal(await stateOf(copy), 'available')
    assert.equal(await whyNot(copy.return()), 'not_on_loan')
  })

  test('lends to nobody whose name is known, and renews for whom has it', async ({ assert }) => {
    const copy = await shelve('Emma')
    await copy.lend(null, { dueOn: inDays(3) })
    assert.equal(await stateOf(copy), `on_loan until ${inDays(3).toISODate()} with nobody`)
    await copy.return()

    const shevek = await Member.add({ name: 'Shevek' })
    await copy.lend(shevek, { dueOn: inDays(3) })
    const { kind, loan } = await copy.lend(shevek)
    assert.deepEqual([kind, loan.renewals], ['renewed', 1])
    assert.equal(await whyNot(copy.lend(shevek)), 'already')
    assert.equal(await stateOf(copy), `on_loan until ${inDays(21).toISODate()} with ${shevek.id}`)
  })

  test('lends until today at the earliest', async ({ assert }) => {
    const copy = await shelve('Emma')
    assert.equal(await whyNot(copy.lend(null, { dueOn: inDays(-1) })), 'due_in_past')
    assert.equal(await whyNot(copy.lend(null, { dueOn: DateTime.fromISO('soon') })), 'no_date')
    assert.equal(await stateOf(copy), 'available')
    await copy.lend(null, { dueOn: today() })
    assert.equal(await stateOf(copy), `on_loan until ${today().toISODate()} with nobody`)
  })

  test('refuses a copy in maintenance, and who is barred or whose card expired', async ({
    assert,
  }) => {
    const broken = await shelve('Emma', { status: 'maintenance' })
    const copy = await shelve('Dune')
    const shevek = await Member.add({ name: 'Shevek' })
    const barred = await Member.add({ name: 'Desar', barred: 'owes a book' })
    const gone = await Member.add({ name: 'Odo', expiresOn: inDays(-1) })
    const going = await Member.add({ name: 'Laia', expiresOn: today() })

    assert.equal(await whyNot(broken.lend(shevek)), 'maintenance')
    assert.equal(await whyNot(copy.lend(barred)), 'barred')
    assert.equal(await whyNot(copy.lend(gone)), 'expired')
    assert.deepEqual([await stateOf(broken), await stateOf(copy)], ['maintenance', 'available'])
    assert.isEmpty(await DeskAct.all())
    assert.isNull(await whyNot(copy.lend(going)))
  })

  test('asks before it lends what is on loan or reserved, and does it after a yes', async ({
    assert,
  }) => {
    const [shevek, takver] = [
      await Member.add({ name: 'Shevek' }),
      await Member.add({ name: 'Takver' }),
    ]
    const lent = await shelve('Emma')
    await lent.lend(shevek)
    const reserved = await shelve('Dune', { status: 'reserved' })

    assert.equal(await whyNot(lent.lend(takver)), 'on_loan')
    assert.equal(await whyNot(lent.lend(takver, { yes: ['overdue'] })), 'on_loan')
    assert.equal(await whyNot(reserved.lend(takver)), 'reserved')
    assert.include(await stateOf(lent), `with ${shevek.id}`)
    assert.equal(await stateOf(reserved), 'reserved')

    const { yes } = await lent.lend(takver, { yes: ['on_loan'] })
    await reserved.lend(takver, { yes: ['reserved'] })
    assert.deepEqual(yes, ['on_loan'])
    assert.include(await stateOf(lent), `with ${takver.id}`)
    assert.include(await stateOf(reserved), `with ${takver.id}`)
    const loans = await Loan.query().where('copyId', lent.id).orderBy('id')
    assert.deepEqual(
      loans.map(({ returnedAt }) => returnedAt !== null),
      [true, false]
    )
  })

  test('asks before the eleventh book, and before another to whom has one overdue', async ({
    assert,
  }) => {
    const shevek = await Member.add({ name: 'Shevek' })
    const copies: BookInstance[] = []
    for (let count = 1; count <= 11; count++) copies.push(await shelve(`Volume ${count}`))
    const eleventh = copies.pop()!
    for (const copy of copies) await copy.lend(shevek)
    assert.equal(await whyNot(eleventh.lend(shevek)), 'too_many')

    await letFallDue(copies[0], 0)
    assert.equal(await whyNot(eleventh.lend(shevek)), 'too_many')
    await letFallDue(copies[0], 1)
    assert.equal(await whyNot(eleventh.lend(shevek)), 'too_many, overdue')
    assert.equal(await whyNot(eleventh.lend(shevek, { yes: ['too_many'] })), 'overdue')
    assert.isNull(await whyNot(eleventh.lend(shevek, { yes: ['too_many', 'overdue'] })))
  })

  test('lets nothing fall due on a day on which the library is closed', async ({ assert }) => {
    const weekday = inDays(21).setLocale('en').toFormat('EEEE').toLowerCase()
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
    const others = days.filter((day) => day !== weekday)
    await Library.tell({
      hours: Object.fromEntries(others.map((day) => [day, [['10:00', '18:00']]])),
      closedDays: [inDays(22).toISODate()!],
    })
    const copy = await shelve('Emma')
    await copy.lend(null)
    assert.equal(await stateOf(copy), `on_loan until ${inDays(23).toISODate()} with nobody`)

    const loan = await Loan.openOf(copy.id)
    await loan!.renew(inDays(22))
    assert.equal(await stateOf(copy), `on_loan until ${inDays(23).toISODate()} with nobody`)

    // A library that is closed for long: the usual day is put off, and that is no fault of the desk
    await Library.tell({ closedDays: [`${inDays(20).toISODate()}/${inDays(40).toISODate()}`] })
    const { loan: renewed } = await loan!.renew()
    assert.isTrue(renewed.dueOn! > inDays(40))
    await tellNothing()
  })
})

test.group('Lending | renew', (group) => {
  group.each.setup(emptyLibrary)

  async function lentOut() {
    const copy = await shelve('Emma')
    const { loan } = await copy.lend(await Member.add({ name: 'Shevek' }), { dueOn: inDays(2) })
    return { copy, loan }
  }

  test('from today until four weeks from today', async ({ assert }) => {
    const { copy, loan } = await lentOut()
    await assert.rejects(() => loan.renew(inDays(-1)), 'Invalid date - renewal in past')
    await assert.rejects(
      () => loan.renew(inDays(29)),
      'Invalid date - renewal more than 4 weeks ahead'
    )
    await assert.rejects(() => loan.renew(DateTime.fromISO('31 June')), NotDoneException as never)
    assert.include(await stateOf(copy), inDays(2).toISODate()!)

    await loan.renew(today())
    assert.include(await stateOf(copy), today().toISODate()!)
    // Whatever the time of the day
    await loan.renew(DateTime.now().plus({ days: 28 }))
    assert.include(await stateOf(copy), inDays(28).toISODate()!)
    await loan.renew()
    assert.include(await stateOf(copy), inDays(21).toISODate()!)
    assert.isEmpty(await wrongs())
  })

  test('four times at most, and not once it is over', async ({ assert }) => {
    const { copy, loan } = await lentOut()
    for (let count = 1; count <= 4; count++) await loan.renew()
    assert.equal(await whyNot(loan.renew()), 'renewed_most')
    await copy.return()
    assert.equal(await whyNot(loan.renew()), 'over')
  })
})

test.group('Lending | at the same moment', (group) => {
  group.each.setup(emptyLibrary)

  test('of two desks that lend one copy one wins, and the other is asked', async ({ assert }) => {
    for (let round = 0; round < 5; round++) {
      const copy = await shelve(`Volume ${round}`)
      const members = await Promise.all([
        Member.add({ name: 'Shevek' }),
        Member.add({ name: 'Takver' }),
      ])
      const desks = await Promise.all([
        seen(copy).then((each) => whyNot(each.lend(members[0]))),
        seen(copy).then((each) => whyNot(each.lend(members[1]))),
      ])
      assert.sameMembers(desks, [null, 'on_loan'])
      const winner = members[desks.indexOf(null)]
      assert.include(await stateOf(copy), `with ${winner.id}`)
      const [{ total }] = await db.from('loans').where('copy_id', copy.id).count('* as total')
      assert.equal(Number(total), 1)
    }
    assert.isEmpty(await wrongs())
  })

  test('of two that take one back one does, and the other is told', async ({ assert }) => {
    const copy = await shelve('Emma')
    await copy.lend(null)
    const desks = await Promise.all([
      seen(copy).then((each) => whyNot(each.return())),
      seen(copy).then((each) => whyNot(each.return())),
    ])
    assert.sameMembers(desks, [null, 'not_on_loan'])
    assert.equal(await stateOf(copy), 'available')
  })

  test('a scan that is sent again is done once, at once or later', async ({ assert }) => {
    const copy = await shelve('Emma')
    const shevek = await Member.add({ name: 'Shevek' })
    const order: DeskOrder = { scan: 'the scan' }
    const acts = await Promise.all(
      Array.from({ length: 4 }, () => seen(copy).then((each) => each.lend(shevek, order)))
    )
    const later = await copy.lend(shevek, order)
    // As another desk sees it, which takes it for a return
    const another = await seen(copy).then((each) => each.return(order))

    const ids = [...acts, later, another].map(({ id }) => id)
    assert.equal(new Set(ids).size, 1)
    assert.equal(another.kind, 'lent')
    assert.lengthOf(await DeskAct.all(), 1)
    const { renewals } = await Loan.query().firstOrFail()
    assert.equal(renewals, 0)
    assert.include(await stateOf(copy), `with ${shevek.id}`)
  })
})
