import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { recordCounts } from '#catalogue/record_count'
import BookInstance from '#models/book_instance'
import { disagreements } from '#models/ledger'
import Loan from '#models/loan'
import Member from '#models/member'
import { openDemoLibrary } from '#tests/helpers/demo'
import { Folder, importFile } from '#tests/helpers/files'
import { emptyLibrary } from '#tests/helpers/library'

const DEMO = { books: 199, authors: 201, genres: 25, copies: 370 }

const LIST = 'title,author,genre\nDune,Frank Herbert,Deserts\nWalden,Henry Thoreau,\n'

test.group('Demonstration | members and loans', (group) => {
  let folder: Folder
  group.each.setup(async () => {
    folder = await Folder.make()
    await openDemoLibrary()
    return async () => {
      await folder.remove()
      await emptyLibrary()
    }
  })

  test('come with the example books, marked as such, and agree with the copies', async ({
    assert,
  }) => {
    const members = await Member.query().preload('loans')
    assert.lengthOf(members, 6)
    assert.isTrue(members.every(({ isExample, groupName }) => isExample && groupName === 'Example'))
    assert.isTrue(members.every(({ loans }) => loans.length === 3))
    const over = await Loan.query().whereNotNull('returnedAt')
    assert.isAbove(over.length, 10)
    assert.deepEqual(await disagreements(db.connection()), [])
  })

  test('go with them', async ({ assert }) => {
    const file = await folder.write('books.csv', LIST)
    const { exitCode } = await importFile(file, '--replace-demo')
    assert.equal(exitCode, 0)
    assert.lengthOf(await Member.all(), 0)
    assert.lengthOf(await Loan.all(), 0)
  })

  test('stay where somebody took care of them, and gave them a role or a password', async ({
    assert,
  }) => {
    const [edited, helper, reader] = await Member.query().orderBy('id')
    await Loan.query()
      .whereIn('memberId', [edited.id, helper.id, reader.id])
      .whereNull('returnedAt')
      .preload('copy')
      .then((open) => Promise.all(open.map((loan) => loan.return())))
    await edited.change({ note: 'Came by in person' })
    await helper.merge({ role: 'helper' }).save()
    await reader.merge({ password: 'as it is kept' }).save()
    const file = await folder.write('books.csv', LIST)
    const { exitCode } = await importFile(file, '--replace-demo')
    assert.equal(exitCode, 0)
    const left = await Member.query().orderBy('id')
    assert.deepEqual(
      left.map(({ id }) => id),
      [edited.id, helper.id, reader.id]
    )
  })

  test('count as members, with what they have on loan, where they have a role', async ({
    assert,
  }) => {
    const helper = await Member.query()
      .whereHas('loans', (loans) => loans.whereNull('returnedAt'))
      .firstOrFail()
    await helper.merge({ role: 'helper' }).save()
    const file = await folder.write('books.csv', LIST)
    const { exitCode, errors } = await importFile(file, '--replace-demo')
    assert.equal(exitCode, 1)
    assert.include(errors, 'of their copies are on loan to members. Take them back first.')
    assert.deepInclude(await recordCounts(), DEMO)
  })

  test('stay, with the books, while somebody who is no example has one of them', async ({
    assert,
  }) => {
    const shevek = await Member.add({ name: 'Shevek' })
    const copy = await BookInstance.query().where('status', 'available').firstOrFail()
    await copy.lend(shevek)
    const file = await folder.write('books.csv', LIST)
    const { exitCode, errors } = await importFile(file, '--replace-demo')
    assert.equal(exitCode, 1)
    assert.include(errors, '1 of their copies are on loan to members. Take them back first.')
    assert.deepInclude(await recordCounts(), DEMO)
  })
})
