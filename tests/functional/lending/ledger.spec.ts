import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import LibraryCheck from '#commands/library_check'
import LibraryExport from '#commands/library_export'
import BookInstance from '#models/book_instance'
import { settleLoans } from '#models/ledger'
import Loan from '#models/loan'
import Member from '#models/member'
import { runCommand } from '#tests/helpers/console'
import { Folder, importFile } from '#tests/helpers/files'
import { inDays, shelve, stateOf, wrongs } from '#tests/helpers/lending'
import { emptyLibrary } from '#tests/helpers/library'

test.group('Lending | copies and loans', (group) => {
  group.each.setup(emptyLibrary)

  test('library:check tells each way in which they disagree', async ({ assert }) => {
    const [one, two, three] = [await shelve('A'), await shelve('B'), await shelve('C')]
    await two.lend(null)
    await three.lend(null)
    const agreeing = await runCommand(LibraryCheck, [])
    assert.deepEqual([agreeing.exitCode, agreeing.output], [0, ['Copies and loans agree.']])

    await BookInstance.query().where('id', one.id).update({ status: 'on_loan' })
    await BookInstance.query().where('id', two.id).update({ status: 'available', dueBack: null })
    await BookInstance.query()
      .where('id', three.id)
      .update({ dueBack: inDays(1).toISODate() })
    const { exitCode, output } = await runCommand(LibraryCheck, [])
    assert.equal(exitCode, 1)
    assert.deepEqual(output, [
      `${one.code}: on loan, without a loan`,
      `${two.code}: lent, and not on loan`,
      `${three.code}: due on another day than its loan`,
      '3 in all',
    ])
  })

  test('are settled: what a member has stays lent, else the list knows more', async ({
    assert,
  }) => {
    const shevek = await Member.add({ name: 'Shevek' })
    const [held, moved, back, put, out] = [
      await shelve('A'),
      await shelve('B'),
      await shelve('C'),
      await shelve('D'),
      await shelve('E'),
    ]
    await held.lend(shevek)
    await moved.lend(shevek)
    await back.lend(null)
    await put.lend(null)
    const day = inDays(9).toISODate()
    const changes = [
      [held, { status: 'available', dueBack: null }],
      [moved, { dueBack: day }],
      [back, { status: 'available', dueBack: null }],
      [put, { dueBack: day }],
      [out, { status: 'on_loan', dueBack: day }],
    ] as const
    for (const [{ id }, facts] of changes) await BookInstance.query().where('id', id).update(facts)

    await settleLoans(db.connection())
    assert.isEmpty(await wrongs())
    const due = inDays(21).toISODate()
    assert.equal(await stateOf(held), `on_loan until ${due} with ${shevek.id}`)
    assert.equal(await stateOf(moved), `on_loan until ${due} with ${shevek.id}`)
    assert.equal(await stateOf(back), 'available')
    assert.equal(await stateOf(put), `on_loan until ${day} with nobody`)
    assert.equal(await stateOf(out), `on_loan until ${day} with nobody`)
  })

  test('an import settles them, and one of the same list changes nothing', async ({
    assert,
    cleanup,
  }) => {
    const folder = await Folder.make()
    cleanup(() => folder.remove())
    const facts = { status: 'on_loan', dueBack: DateTime.fromISO('2030-01-02') } as const
    await shelve('Emma', facts)
    await shelve('Dune')
    const file = folder.path('books.csv')
    await runCommand(LibraryExport, [file])
    await emptyLibrary()

    await importFile(file)
    assert.isEmpty(await wrongs())
    const emma = await BookInstance.query().where('status', 'on_loan').firstOrFail()
    assert.equal(await stateOf(emma), 'on_loan until 2030-01-02 with nobody')

    await importFile(file)
    assert.isEmpty(await wrongs())
    assert.lengthOf(await Loan.all(), 1)
  })
})
