import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import { NO_FILTERS } from '#search/filters'
import { refresh, refreshBriefly } from '#search/book_index'
import { findBooks } from '#search/engine'
import { searchBooks } from '#search/search'
import { runCommand } from '#tests/helpers/console'
import SearchRebuild from '#commands/search_rebuild'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { checkIndex } from '#tests/helpers/search_index'

async function idsFor(text: string, filters: Partial<typeof NO_FILTERS> = {}) {
  await refreshBriefly()
  const { ids, shownInstead, anyWord } = await searchBooks({
    text,
    filters: { ...NO_FILTERS, ...filters },
    order: 'relevance',
    facets: true,
    offset: 0,
    limit: 20,
  })
  return shownInstead || anyWord ? [] : ids
}

const isPostgres = db.connection().dialect.name === 'postgres'

/** Removes the words of all books from the index. */
async function spoilIndex() {
  await refresh(db.connection())
  if (isPostgres) {
    await db.rawQuery(`update search_entries set facets = '{g_7}', headings = '', texts = ''`)
  } else {
    for (const table of ['search_headings', 'search_texts']) {
      await db.rawQuery(`insert into ${table} (${table}) values ('delete-all')`)
    }
    await db.rawQuery(`update search_entries set facets = 'g_7'`)
  }
  await db.rawQuery('delete from search_terms')
}

test.group('Search | the index', (group) => {
  group.each.setup(emptyLibrary)
  group.each.teardown(checkIndex)

  test('finds a genre by other forms of its name, and no non-fiction by novels', async ({
    assert,
  }) => {
    const [emma, walden] = [await listBook('Emma'), await listBook('Walden')]
    const [fiction, other] = [
      await GenreFactory.merge({ name: 'Historical Fiction' }).create(),
      await GenreFactory.merge({ name: 'Non-Fiction' }).create(),
    ]
    await emma.related('genres').attach([fiction.id])
    await walden.related('genres').attach([other.id])
    for (const word of ['novels', 'novel', 'history', 'histories']) {
      assert.deepEqual(await idsFor(word), [emma.id], word)
    }
    assert.deepEqual(await idsFor('non-fiction'), [walden.id])

    await fiction.merge({ name: 'Poetry' }).save()
    assert.deepEqual(await idsFor('novels'), [])
    assert.deepEqual(await idsFor('poems'), [emma.id])
  })

  test('follows the words of a book, whatever program changes them', async ({ assert }) => {
    const book = await listBook('Walden', { subtitle: 'or, Life in the Woods', summary: 'A pond.' })
    for (const word of ['walden', 'woods', 'pond']) {
      assert.deepEqual(await idsFor(word), [book.id])
    }
    await db.rawQuery(
      `update books set title = 'Ripples', subtitle = null, summary = 'A lake.' where id = ?`,
      [book.id]
    )
    for (const word of ['walden', 'woods', 'pond']) {
      assert.deepEqual(await idsFor(word), [])
    }
    assert.deepEqual(await idsFor('ripples lake'), [book.id])

    await db.rawQuery('delete from books where id = ?', [book.id])
    assert.deepEqual(await idsFor('ripples'), [])
  })

  test('finds a book by its series and volume, whatever program changes them', async ({
    assert,
  }) => {
    const book = await listBook('Tehanu', { series: 'Earthsea Cycle', volume: '4' })
    await listBook('Earthsea')
    assert.deepEqual(await idsFor('earthsea cycle'), [book.id])
    assert.deepEqual(await idsFor('earthsea 4'), [book.id])
    await db.rawQuery(`update books set series = 'Erdsee' where id = ?`, [book.id])
    assert.deepEqual(await idsFor('erdsee'), [book.id])
    await db.rawQuery(`update books set volume = '44' where id = ?`, [book.id])
    assert.deepEqual(await idsFor('erdsee 44'), [book.id])
  })

  test('follows authors and genres as they come, are renamed and go', async ({ assert }) => {
    const thoreau = await AuthorFactory.merge({ name: 'Henry Thoreau' }).create()
    const nature = await GenreFactory.merge({ name: 'Nature' }).create()
    const book = await listBook('Walden', { by: [thoreau] })
    await book.related('genres').attach([nature.id])
    assert.deepEqual(await idsFor('thoreau nature'), [book.id])
    assert.deepEqual(await idsFor('', { genres: [nature.id] }), [book.id])

    await db.rawQuery(`update authors set name = 'David Thorough' where id = ?`, [thoreau.id])
    await db.rawQuery(`update genres set name = 'Outdoors' where id = ?`, [nature.id])
    assert.deepEqual(await idsFor('thorough outdoors'), [book.id])
    assert.deepEqual(await idsFor('thoreau'), [])

    await db.rawQuery('delete from book_authors')
    await db.rawQuery('delete from book_genres')
    assert.deepEqual(await idsFor('thorough'), [])
    assert.deepEqual(await idsFor('', { genres: [nature.id] }), [])
  })

  test('knows whether a copy is available', async ({ assert }) => {
    const book = await listBook('Walden')
    const copy = await BookInstanceFactory.merge({ bookId: book.id }).create()
    const available = () => idsFor('walden', { available: true })
    assert.deepEqual(await available(), [])
    await copy.merge({ status: 'available' }).save()
    assert.deepEqual(await available(), [book.id])
    await db.rawQuery(`update book_instances set status = 'reserved'`)
    assert.deepEqual(await available(), [])
  })

  test('counts of facets are exact after any change', async ({ assert }) => {
    const nature = await GenreFactory.merge({ name: 'Nature' }).create()
    const books = [await listBook('One', { year: 1999 }), await listBook('Two', { year: 1990 })]
    for (const book of books) await book.related('genres').attach([nature.id])
    await books[0].merge({ year: 2001 }).save()
    await books[1].related('genres').detach()

    await refreshBriefly()
    const { facets } = await findBooks({
      query: null,
      filters: NO_FILTERS,
      order: 'title',
      facets: true,
      offset: 0,
      limit: 0,
    })
    assert.deepEqual(Object.fromEntries(facets), { [`g_${nature.id}`]: 1, d_1990: 1, d_2000: 1 })
  })

  test('a change of many books indexes each once, at its end', async ({ assert }) => {
    const book = await listBook('Walden')
    assert.deepEqual(await idsFor('walden'), [book.id])
    const indexed: number[] = []
    await db.transaction(async (trx) => {
      await trx.rawQuery(`update books set title = 'Ripples'`)
      await trx.rawQuery(`update books set title = title, subtitle = 'or, Rings'`)
      await trx.rawQuery(
        `insert into books (title, sort_title, sort_key, match_key, created_at, updated_at)
         values ('Ponds', 'Ponds', 'ponds', 'ponds', '2026-01-01', '2026-01-01')`
      )
      await refresh(trx, (done, total) => indexed.push(done, total))
    })
    assert.deepEqual(indexed, [2, 2])
    assert.deepEqual(await idsFor('ripples'), [book.id])
    assert.lengthOf(await idsFor('ponds'), 1)
    assert.deepEqual(await idsFor('walden'), [])
  })

  test('such a change that fails leaves the index as it was', async ({ assert }) => {
    const book = await listBook('Walden')
    await assert.rejects(() =>
      db.transaction(async (trx) => {
        await trx.rawQuery(`update books set title = 'Ripples'`)
        await refresh(trx)
        throw new Error('no more')
      })
    )
    assert.deepEqual(await idsFor('walden'), [book.id])
    await db.rawQuery(`update books set title = 'Ponds'`)
    assert.deepEqual(await idsFor('ponds'), [book.id])
  })

  test('search:rebuild makes a spoilt index anew', async ({ assert }) => {
    const book = await listBook('Walden', {
      by: [await AuthorFactory.merge({ name: 'Henry Thoreau' }).create()],
    })
    await spoilIndex()
    assert.deepEqual(await idsFor('walden'), [])

    const command = await runCommand(SearchRebuild, [])
    assert.equal(command.exitCode, 0)
    assert.deepEqual(await idsFor('walden'), [book.id])
    assert.deepEqual(await idsFor('', { genres: [7] }), [])
    const { shownInstead } = await searchBooks({
      text: 'thoraeu',
      filters: NO_FILTERS,
      order: 'relevance',
      facets: false,
      offset: 0,
      limit: 1,
    })
    assert.equal(shownInstead, 'thoreau')
  })
})
