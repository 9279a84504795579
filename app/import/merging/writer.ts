import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toSortKey } from '#catalogue/headings'
import type { MergedBook } from '#import/merging/known_books'
import type { Merge } from '#import/merging/merge'
import { insert, runWith } from '#import/merging/tables'

/** Writes what the rows of a batch mean: a handful of statements, however many rows there are. */
export async function write(trx: QueryClientContract, merge: Merge, now: string) {
  const { authors, changedBooks, changedCopies, genres } = merge
  await merge.languages.write(trx, now)
  await authors.write(trx, now)
  await genres.write(trx, now)

  const stamp = <T extends { created_at: string | null }>(row: T) => ({
    ...row,
    created_at: row.created_at ?? now,
    updated_at: now,
  })
  await changedBooks.write(trx, (book) => ({
    ...stamp(book),
    sort_key: toSortKey(book.sort_title),
  }))

  const link = async (
    table: 'book_authors' | 'book_genres',
    books: Set<MergedBook>,
    linksOf: (book: MergedBook) => object[]
  ) => {
    const known = [...books].filter((book) => !changedBooks.added.has(book)).map(({ id }) => id)
    await runWith(trx, `delete from ${table} where book_id in (:values)`, 'integer', known)
    await insert(trx, table, [...books].flatMap(linksOf))
  }
  await link('book_authors', merge.newAuthors, ({ id, authors: keys }) =>
    keys.map((key, position) => ({ book_id: id, author_id: authors.idOf(key), position }))
  )
  await link('book_genres', merge.newGenres, ({ id, genres: keys }) =>
    keys.map((key) => ({ book_id: id, genre_id: genres.idOf(key) }))
  )
  await changedCopies.write(trx, stamp)
}
