import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type Book from '#models/book'
import { rebuildIndex, refresh, refreshBriefly } from '#search/book_index'
import { NO_FILTERS } from '#search/filters'
import { searchBooks } from '#search/search'
import { run } from '#sql/statement'
import { transaction } from '#sql/transaction'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { checkIndex } from '#tests/helpers/search_index'
import { openAnother } from '#tests/helpers/databases'

const isPostgres = db.connection().dialect.name === 'postgres'

async function idsFor(text: string) {
  const asked = { text, filters: NO_FILTERS, order: 'relevance', offset: 0, limit: 20 } as const
  await refreshBriefly()
  const { ids, shownInstead } = await searchBooks({ ...asked, facets: false })
  return shownInstead ? [] : ids
}

const noted = (client: QueryClientContract = db.connection()) =>
  run(client, 'select book_id from search_changes')

test.group('Search | refreshing the index', (group) => {
  let other: QueryClientContract

  group.each.setup(async () => {
    await emptyLibrary()
    other = await openAnother()
    return () => db.manager.close(other.connectionName, true)
  })
  group.each.teardown(checkIndex)

  test('a change only notes the book, and the next search indexes it', async ({ assert }) => {
    const { id } = await listBook('Walden')
    assert.deepEqual(await idsFor('walden'), [id])
    assert.deepEqual(await noted(), [])

    await run(other, `update books set title = 'Ripples' where id = ?`, [id])
    assert.deepEqual(await noted(), [{ book_id: id }])
    assert.deepEqual(await idsFor('ripples'), [id])
    assert.deepEqual(await noted(), [])
  })

  test('while another writes, a search goes on with what is indexed', async ({
    assert,
    cleanup,
  }) => {
    const { id } = await listBook('Walden')
    assert.deepEqual(await idsFor('walden'), [id])
    await run(db.connection(), `update books set title = 'Ripples' where id = ?`, [id])
    if (!isPostgres) {
      await db.rawQuery('pragma busy_timeout = 25')
      cleanup(async () => {
        await db.rawQuery('pragma busy_timeout = 5000')
      })
    }
    await transaction(other, async (trx) => {
      await run(trx, 'update books set year = 1854 where id = ?', [id])
      const started = performance.now()
      assert.deepEqual(await idsFor('walden'), [id])
      assert.isBelow(performance.now() - started, 2_000)
    })
    assert.deepEqual(await idsFor('ripples'), [id])
  })

  test('in a database that takes nothing in, a search goes on with what is indexed')
    .skip(isPostgres, 'About the SQLite file')
    .run(async ({ assert, cleanup }) => {
      const { id } = await listBook('Walden')
      assert.deepEqual(await idsFor('walden'), [id])
      await run(other, `update books set title = 'Ripples' where id = ?`, [id])
      await db.rawQuery('pragma query_only = on')
      cleanup(async () => {
        await db.rawQuery('pragma query_only = off')
      })
      assert.deepEqual(await idsFor('walden'), [id])
      await db.rawQuery('pragma query_only = off')
      assert.deepEqual(await idsFor('ripples'), [id])
    })

  test('several at once, beside writers and a rebuild, come out right', async ({ assert }) => {
    const books: Book[] = []
    for (let number = 0; number < 12; number++) books.push(await listBook(`Volume ${number}`))
    const write = async (client: QueryClientContract, word: string) => {
      for (const { id } of books) {
        await transaction(client, async (trx) => {
          await run(trx, `update books set title = ? where id = ?`, [`${word} ${id}`, id])
          await run(trx, `update books set summary = ? where id = ?`, [word, id])
        })
      }
    }
    const read = async (client: QueryClientContract) => {
      for (let time = 0; time < 8; time++) await refresh(client)
    }
    const client = db.connection()
    await Promise.all([
      ...[write(client, 'ripple'), write(other, 'pond'), read(client), read(other)],
      ...[rebuildIndex(other), idsFor('pond'), idsFor('ripple')],
    ])
    assert.lengthOf([...(await idsFor('pond')), ...(await idsFor('ripple'))], books.length)
    assert.deepEqual(await noted(), [])
  })
})
