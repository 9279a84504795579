import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import CopiesAdd from '#commands/copies_add'
import CopiesLend from '#commands/copies_lend'
import CopiesReturn from '#commands/copies_return'
import CopiesStatus from '#commands/copies_status'
import LibraryStats from '#commands/library_stats'
import { BookFactory } from '#database/factories/book_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import BookInstance from '#models/book_instance'
import Loan from '#models/loan'
import Member from '#models/member'
import { runCommand } from '#tests/helpers/console'
import { emptyLibrary, listBook } from '#tests/helpers/library'

const inDays = (days: number) => DateTime.now().plus({ days }).toISODate()!

test.group('Console | copies', (group) => {
  group.each.setup(emptyLibrary)

  test('adds copies in maintenance, by number or by ISBN of any form', async ({ assert }) => {
    const book = await BookFactory.merge({ title: 'Emma', isbn: '9780441478125' }).create()

    const byId = await runCommand(CopiesAdd, [
      `book:${book.id}`,
      '--count=2',
      '--imprint=Ace, 1987',
    ])
    const byIsbn = await runCommand(CopiesAdd, ['0-441-47812-3', '--shelve', '--json'])

    assert.equal(byId.exitCode, 0)
    assert.lengthOf(byId.output, 2)
    assert.match(byId.output[0], /^\d+ {2}Emma, in maintenance$/)
    const [added] = JSON.parse(byIsbn.output[0])
    assert.deepInclude(added, { book: book.id, status: 'available', due_back: null })
    const copies = await BookInstance.query()
      .where('imprint', 'Ace, 1987')
      .withScopes((scopes) => scopes.ordered())
    assert.deepEqual(
      byId.output.map((line) => line.split(' ')[0]),
      copies.map(({ code }) => code)
    )
    assert.equal(added.code, String(Number(copies[1].code) + 1))
  })

  test('adds nothing for an unknown book or an absurd number', async ({ assert }) => {
    const unknown = await runCommand(CopiesAdd, ['9780000000002'])
    assert.equal(unknown.exitCode, 1)
    assert.include(unknown.errors[0], 'No book has the id or ISBN "9780000000002".')

    const book = await BookFactory.create()
    for (const count of ['0', '-1', '1.5', '1001']) {
      const { exitCode } = await runCommand(CopiesAdd, [`book:${book.id}`, `--count=${count}`])
      assert.equal(exitCode, 1)
    }

    // Elsewhere it is the code of a copy
    const { exitCode, errors } = await runCommand(CopiesAdd, [String(book.id)])
    assert.equal(exitCode, 1)
    assert.include(errors[0], `The book of that number is named by book:${book.id}.`)
    assert.isEmpty(await BookInstance.all())
  })

  test('lends an available copy of a book for three weeks, and takes it back', async ({
    assert,
  }) => {
    const book = await BookFactory.merge({ title: 'Emma' }).create()
    await BookInstanceFactory.merge({ bookId: book.id }).create()
    const shelved = await BookInstanceFactory.merge({ bookId: book.id }).apply('available').create()

    const lent = await runCommand(CopiesLend, [`book:${book.id}`])
    assert.deepEqual(lent.output, [`${shelved.code}  Emma, on loan until ${inDays(21)}`])

    const again = await runCommand(CopiesLend, [`book:${book.id}`])
    assert.equal(again.exitCode, 1)
    assert.include(again.errors[0], 'None of the 2 copies of Emma is available.')

    const returned = await runCommand(CopiesReturn, [`book:${book.id}`])
    assert.deepEqual(returned.output, [`${shelved.code}  Emma, available`])
    await shelved.refresh()
    assert.isNull(shelved.dueBack)
  })

  test('lends until a day that is given, but not until a day gone by', async ({ assert }) => {
    const copy = await BookInstanceFactory.with('book', 1).apply('available').create()

    const past = await runCommand(CopiesLend, [copy.id, `--until=${inDays(-1)}`])
    const nonsense = await runCommand(CopiesLend, [copy.id, '--until=soon'])
    assert.deepEqual([past.exitCode, nonsense.exitCode], [1, 1])
    await copy.refresh()
    assert.equal(copy.status, 'available')

    await runCommand(CopiesLend, [copy.id, `--until=${inDays(30)}`])
    await copy.refresh()
    assert.equal(copy.dueBack!.toISODate(), inDays(30))
  })

  test('lends to a member, by card or e-mail address', async ({ assert }) => {
    const book = await listBook('Emma', { copies: 2 })
    const shevek = await Member.add({ name: 'Shevek', email: 'Shevek@Anarres.example' })
    const lend = (to: string, ...flags: string[]) =>
      runCommand(CopiesLend, [`book:${book.id}`, `--to=${to}`, ...flags])

    const byCard = await lend(shevek.card.toLowerCase(), '--days=7')
    assert.include(byCard.output[0], `Emma, on loan until ${inDays(7)}`)
    await lend(' shevek@anarres.example ')
    const loans = await Loan.query().where('memberId', shevek.id)
    assert.lengthOf(loans, 2)

    const nobody = await lend('Takver')
    assert.include(nobody.errors[0], 'No member has the card or e-mail address Takver.')
    const mistyped = await lend(shevek.card.replace(/.$/, (digit) => String(9 - Number(digit))))
    assert.match(mistyped.errors[0], /P\d+ is no card of the library: a digit of it is wrong\.$/)
    const taken = await runCommand(CopiesLend, [`book:${book.id}`, `--to=${shevek.card}`])
    assert.include(taken.errors[0], 'None of the 2 copies of Emma is available.')
  })

  test('says why it does not lend', async ({ assert }) => {
    const copy = await BookInstanceFactory.with('book', 1).apply('available').create()
    await Member.add({ name: 'Desar', card: 'D-1', barred: 'owes a book' })
    const { exitCode, errors } = await runCommand(CopiesLend, [copy.code, '--to=D-1'])
    assert.equal(exitCode, 1)
    assert.include(errors[0], 'Desar is barred: owes a book')

    await BookInstance.query().where('id', copy.id).update({ status: 'reserved' })
    const asked = await runCommand(CopiesLend, [copy.id])
    assert.equal(asked.exitCode, 1)
    assert.include(asked.errors[0], 'It is reserved.')
  })

  test('asks which copy comes back when several are on loan', async ({ assert }) => {
    const book = await BookFactory.create()
    const copies = await BookInstanceFactory.merge({ bookId: book.id })
      .apply('onLoan')
      .createMany(2)

    const unclear = await runCommand(CopiesReturn, [`book:${book.id}`])
    assert.equal(unclear.exitCode, 1)
    assert.include(unclear.errors[0], `name one of ${copies[0].code}, ${copies[1].code}.`)

    const clear = await runCommand(CopiesReturn, [copies[1].code])
    assert.equal(clear.exitCode, 0)
    const shelved = await runCommand(CopiesReturn, [copies[1].id])
    assert.include(shelved.errors[0], `Copy ${copies[1].code} cannot be returned: it is available.`)
  })

  test('shows and changes the status of a copy', async ({ assert }) => {
    const copy = await BookInstanceFactory.with('book', 1, (book) => book.merge({ title: 'Emma' }))
      .apply('available')
      .create()

    const shown = await runCommand(CopiesStatus, [copy.id])
    assert.deepEqual(shown.output, [`${copy.code}  Emma, available`])
    const changed = await runCommand(CopiesStatus, [copy.id, 'reserved', '--json'])
    const { id, code } = copy
    assert.deepInclude(JSON.parse(changed.output[0])[0], { id, code, status: 'reserved' })

    const lost = await runCommand(CopiesStatus, [copy.id, 'gone'])
    assert.include(
      lost.errors[0],
      'The status must be one of available, reserved, maintenance, lost, withdrawn, not "gone".'
    )
    const onLoan = await runCommand(CopiesStatus, [copy.id, 'on_loan'])
    assert.include(onLoan.errors[0], 'copies:lend puts a copy on loan')
    const unknown = await runCommand(CopiesStatus, ['978-0-441-47812-5'])
    assert.include(
      unknown.errors[0],
      'No copy, and no book with copies, matches "978-0-441-47812-5".'
    )
  })

  test('takes a bare number for the code of a copy, never for the id of a book', async ({
    assert,
  }) => {
    const emma = await listBook('Emma', { isbn: '9780141439587', copies: 2 })
    const dune = await listBook('Dune')
    await BookInstanceFactory.merge([
      { bookId: dune.id, code: String(emma.id) },
      { bookId: dune.id, code: 'Dune 2' },
    ]).createMany(2)
    const titles = async (reference: string) => {
      const { output } = await runCommand(CopiesStatus, [reference])
      return output.map((line) => line.match(/ {2}(.*),/)![1])
    }

    assert.deepEqual(await titles(String(emma.id)), ['Dune'])
    assert.deepEqual(await titles('Dune 2'), ['Dune'])
    assert.deepEqual(await titles(`book:${emma.id}`), ['Emma', 'Emma'])
    assert.deepEqual(await titles('0-14-143958-0'), ['Emma', 'Emma'])
    const { exitCode, errors } = await runCommand(CopiesStatus, [String(dune.id)])
    assert.equal(exitCode, 1)
    assert.include(errors[0], `No copy has the code ${dune.id}.`)
    assert.include(errors[0], `book:${dune.id}`)
    await BookInstanceFactory.merge({ bookId: emma.id, code: '9780141439587' }).create()
    assert.deepEqual(await titles('9780141439587'), ['Emma'])
  })
})

test.group('Console | library:stats', (group) => {
  group.each.setup(emptyLibrary)

  test('prints the counts and what is due', async ({ assert }) => {
    const book = await BookFactory.create()
    const copies = BookInstanceFactory.merge({ bookId: book.id })
    await copies.apply('available').createMany(2)
    await BookInstanceFactory.merge({ bookId: book.id }).apply('overdue').create()
    await BookInstanceFactory.merge({ bookId: book.id }).apply('onLoan').create()

    const { output, exitCode } = await runCommand(LibraryStats, ['--json'])

    assert.equal(exitCode, 0)
    assert.deepInclude(JSON.parse(output[0]), {
      books: 1,
      copies: 4,
      copies_available: 2,
      overdue: 1,
      due_today: 0,
      due_within_a_week: 0,
    })
  })
})
