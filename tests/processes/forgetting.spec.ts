import { setTimeout as wait } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { momentNow } from '#clock'
import Book from '#models/book'
import BookInstance from '#models/book_instance'
import Loan from '#models/loan'
import Member from '#models/member'
import { transaction } from '#sql/transaction'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { SiteProcess } from '#tests/helpers/site_process'

test.group('Loans that are over', () => {
  test('forget their members when the site starts, with no visitor there', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('forgetting')
    const library = openDatabase(database)
    cleanup(() => db.manager.close(library.connectionName, true))
    await transaction(library, async (client) => {
      const book = await Book.create({ title: 'Emma' }, { client })
      const copy = await BookInstance.create({ bookId: book.id }, { client })
      const member = await Member.create({ name: 'Shevek', card: 'S' }, { client })
      for (const days of [0, 3]) {
        const returnedAt = momentNow().minus({ days })
        const facts = { copyId: copy.id, memberId: member.id, lentAt: returnedAt, returnedAt }
        await Loan.create(facts, { client })
      }
    })

    const server = await SiteProcess.start(database)
    cleanup(() => server.stop())
    const until = performance.now() + 5000
    let known: number[]
    do {
      await wait(50)
      const loans = await library.from('loans').whereNotNull('member_id')
      known = loans.map(({ id }) => id)
    } while (known.length > 1 && performance.now() < until)
    assert.deepEqual(known, [1])
  })
})
