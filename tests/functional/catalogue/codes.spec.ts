import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { test } from '@japa/runner'
import { nextCodes } from '#catalogue/codes'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import BookInstance from '#models/book_instance'
import { indexState } from '#search/book_index'
import { transaction } from '#sql/transaction'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { openDemoLibrary } from '#tests/helpers/demo'
import { emptyLibrary, listBook } from '#tests/helpers/library'

/** The number that was given last. */
async function last() {
  const { count } = await db.from('record_counts').where('name', 'codes').firstOrFail()
  return Number(count)
}

async function addCopy(bookId: number, code?: string) {
  const { id } = await BookInstance.create({ bookId, code })
  const copy = await BookInstance.findOrFail(id)
  return Number(copy.code)
}

test.group('Catalogue | codes of copies', (group) => {
  group.each.setup(emptyLibrary)

  test('a new copy has the next number, also once the last one is gone', async ({ assert }) => {
    const { id } = await listBook('Emma')
    const first = await addCopy(id)
    assert.equal(await addCopy(id), first + 1)
    await BookInstance.query().delete()
    assert.equal(await addCopy(id), first + 2)
  })

  test('a number that a copy is given by hand is counted on from', async ({ assert }) => {
    const { id } = await listBook('Emma')
    const copy = await BookInstance.create({ bookId: id })
    const greatest = Number(copy.code) + 100
    await copy.merge({ code: String(greatest) }).save()
    assert.equal(await addCopy(id), greatest + 1)
    await addCopy(id, String(greatest + 50))
    assert.equal(await addCopy(id), greatest + 51)
    await addCopy(id, '7')
    assert.equal(await addCopy(id), greatest + 52)
  })

  test('a barcode of others, or words, are not', async ({ assert }) => {
    const { id } = await listBook('Emma')
    const before = await addCopy(id)
    for (const code of ['31234000123456', '9780141439587', 'A-99999', '1e6', '-5']) {
      await BookInstanceFactory.merge({ bookId: id, code }).create()
    }
    assert.equal(await addCopy(id), before + 1)
  })

  test('two copies never have the same', async ({ assert }) => {
    const { id } = await listBook('Emma')
    await BookInstanceFactory.merge({ bookId: id, code: 'A-1' }).create()
    await assert.rejects(
      () => BookInstanceFactory.merge({ bookId: id, code: 'A-1' }).create(),
      /UNIQUE/i
    )
  })

  test('what was given in a transaction that is undone is given again, or never', async ({
    assert,
  }) => {
    const before = await last()
    await assert.rejects(() =>
      transaction(db.connection(), async (trx) => {
        assert.deepEqual(await nextCodes(trx, 2), [String(before + 1), String(before + 2)])
        throw new Error('undone')
      })
    )
    const [next] = await nextCodes(db.connection(), 1)
    assert.isAtLeast(Number(next), before + 1)
  })

  test('each copy of the demo catalogue has one', async ({ assert }) => {
    await openDemoLibrary()
    const copies = await BookInstance.query().orderBy('bookId')
    const codes = new Set(copies.map(({ code }) => code))
    assert.isAbove(codes.size, 300)
    assert.equal(codes.size, copies.length)
    assert.isEmpty(copies.filter(({ code }) => !code))
  })
})

test.group('Catalogue | codes in a library of an older version', (group) => {
  group.each.setup(emptyLibrary)

  const migrate = async (client: QueryClientContract, direction: 'up' | 'down') => {
    const { connectionName } = client
    const options = direction === 'up' ? { direction } : { direction, step: 1 }
    const runner = new MigrationRunner(db, app, { ...options, connectionName })
    await runner.run()
    if (runner.error) throw runner.error
  }

  test('are numbers in the order of the books, and no book counts as changed', async ({
    assert,
    cleanup,
  }) => {
    const client = openDatabase(await emptyDatabase('codes'))
    cleanup(() => db.manager.close(client.connectionName, true))
    const applied = client.from('adonis_schema').whereLike('name', '%_give_copies_codes')
    while (await applied.clone().first()) await migrate(client, 'down')

    const stamps = { created_at: '2026-01-02 00:00:00', updated_at: '2026-01-02 00:00:00' }
    await client.table('books').multiInsert(
      [1, 2].map((id) => {
        const title = `Book ${id}`
        return { id, title, sort_title: title, sort_key: title, match_key: title, ...stamps }
      })
    )
    const copies = [
      ['c', 2, '2026-01-01'],
      ['b', 1, '2026-01-03'],
      ['d', 1, '2026-01-02'],
      ['a', 2, '2026-01-01'],
    ].map(([letter, bookId, day]) => ({
      ...stamps,
      id: `0000000${letter}-0000-4000-8000-000000000000`,
      book_id: bookId,
      status: letter === 'a' ? 'available' : 'maintenance',
      created_at: `${day} 00:00:00`,
    }))
    await client.table('book_instances').multiInsert(copies)
    await client.from('search_changes').delete()
    const state = await indexState(client)
    const counts = () =>
      client.from('record_counts').whereNot('name', 'codes').orderBy('name').select('*')
    const before = await counts()

    await migrate(client, 'up')

    const coded = await client.from('book_instances').orderBy('code').select('id', 'code')
    assert.deepEqual(
      coded.map(({ id, code }) => [id[7], code]),
      [
        ['d', '1'],
        ['b', '2'],
        ['a', '3'],
        ['c', '4'],
      ]
    )
    assert.deepEqual(await nextCodes(client, 1), ['5'])
    assert.deepEqual(await counts(), before)
    assert.isEmpty(await client.from('search_changes'))
    assert.deepEqual(await indexState(client), state)
    await client.from('book_instances').where('id', copies[0].id).update({ status: 'available' })
    assert.lengthOf(await client.from('search_changes'), 1)
  })
})
