import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookFactory } from '#database/factories/book_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import { recordCounts } from '#catalogue/record_count'
import { emptyLibrary } from '#tests/helpers/library'

/** What counting the rows one by one says. */
async function counted() {
  const count = async (query: ReturnType<typeof db.from>) => {
    const [{ total }] = await query.count('* as total')
    return Number(total)
  }
  return {
    books: await count(db.from('books')),
    copies: await count(db.from('book_instances')),
    copies_available: await count(db.from('book_instances').where('status', 'available')),
    authors: await count(db.from('authors')),
    genres: await count(db.from('genres')),
  }
}

const isPostgres = db.connection().dialect.name === 'postgres'

/** A uuid that tells which row of a test it is. */
function numbered(index: number, letter: string) {
  return `00000000-0000-4000-8000-00000000000${letter}`.replace(/^0/, String(index))
}

test.group('Record counts', (group) => {
  group.each.setup(emptyLibrary)

  test('are all zero in an empty library', async ({ assert }) => {
    assert.deepEqual(await recordCounts(), {
      books: 0,
      copies: 0,
      copies_available: 0,
      authors: 0,
      genres: 0,
    })
  })

  test('follow what models add, change and remove', async ({ assert }) => {
    const book = await BookFactory.with('authors', 2).with('genres', 1).create()
    const copies = await BookInstanceFactory.merge({ bookId: book.id })
      .apply('available')
      .createMany(3)
    assert.deepEqual(await recordCounts(), {
      books: 1,
      copies: 3,
      copies_available: 3,
      authors: 2,
      genres: 1,
    })

    await copies[0].changeStatus('maintenance')
    await copies[1].changeStatus('reserved')
    await copies[1].changeStatus('available')
    await copies[2].delete()
    assert.deepInclude(await recordCounts(), { copies: 2, copies_available: 1 })
    assert.deepEqual(await recordCounts(), await counted())
  })

  test('follow raw statements on many rows, replacements included', async ({ assert }) => {
    const books = await BookFactory.createMany(3)
    await AuthorFactory.createMany(2)
    await GenreFactory.createMany(2)
    for (const [index, { id }] of books.entries()) {
      await db.rawQuery(
        `insert into book_instances (id, book_id, status, created_at, updated_at)
         values (?, ?, 'available', '2026-01-01', '2026-01-01'), (?, ?, 'on_loan', '2026-01-01', '2026-01-01')`,
        [numbered(index, 'a'), id, numbered(index, 'b'), id]
      )
    }
    assert.deepEqual(await recordCounts(), {
      books: 3,
      copies: 6,
      copies_available: 3,
      authors: 2,
      genres: 2,
    })

    await db.rawQuery(`update book_instances set status = 'reserved' where id in (?, ?)`, [
      numbered(0, 'a'),
      numbered(1, 'b'),
    ])
    await db.rawQuery(
      isPostgres
        ? `insert into book_instances (id, book_id, status, created_at, updated_at)
           values (?, ?, 'maintenance', '2026-01-01', '2026-01-01')
           on conflict (id) do update set status = excluded.status`
        : `replace into book_instances (id, book_id, status, created_at, updated_at)
           values (?, ?, 'maintenance', '2026-01-01', '2026-01-01')`,
      [numbered(1, 'a'), books[0].id]
    )
    await db.rawQuery(`delete from book_instances where id = ?`, [numbered(2, 'b')])
    await db.rawQuery('delete from genres')
    assert.deepInclude(await recordCounts(), { copies: 5, copies_available: 1, genres: 0 })
    assert.deepEqual(await recordCounts(), await counted())
  })

  test('stay as they were when a transaction is rolled back', async ({ assert }) => {
    await BookFactory.create()
    const before = await recordCounts()

    const trx = await db.transaction()
    await BookFactory.client(trx).createMany(5)
    await trx.rollback()

    assert.deepEqual(await recordCounts(), before)
  })
})
