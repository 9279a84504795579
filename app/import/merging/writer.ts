import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toSortKey } from '#catalogue/headings'
import type { MergedBook } from '#import/merging/known_books'
import type { Copy, Merge } from '#import/merging/merge'
import { insert, runWith, update } from '#import/merging/tables'

/** Writes what the rows of a batch mean: a handful of statements, however many rows there are. */
export async function write(trx: QueryClientContract, merge: Merge, now: string) {
  await merge.languages.write(trx, now)
  await merge.authors.write(trx, now)
  await merge.genres.write(trx, now)

  const stamp = <T extends { created_at: string | null }>(row: T) => ({
    ...row,
    created_at: row.created_at ?? now,
    updated_at: now,
  })
  const bookOf = (book: MergedBook) => ({ ...stamp(book), sort_key: toSortKey(book.sort_title) })
  const books = [...merge.books.all.values()]
  await insert(trx, 'books', books.filter(isNew).map(bookOf))
  await update(trx, 'books', 'id', books.filter(isChanged).map(bookOf))

  await link(
    trx,
    'book_authors',
    books.filter(({ authorsChanged }) => authorsChanged),
    ({ id, authors }) =>
      authors.map((key, position) => ({
        book_id: id,
        author_id: merge.authors.idOf(key),
        position,
      }))
  )
  await link(
    trx,
    'book_genres',
    books.filter(({ genresChanged }) => genresChanged),
    ({ id, genres }) => genres.map((key) => ({ book_id: id, genre_id: merge.genres.idOf(key) }))
  )

  const copies = [...merge.copies.values()]
  await insert(trx, 'book_instances', copies.filter(isNew).map(stamp))
  await update(trx, 'book_instances', 'id', copies.filter(isChanged).map(stamp))
}

async function link(
  trx: QueryClientContract,
  table: 'book_authors' | 'book_genres',
  books: MergedBook[],
  linksOf: (book: MergedBook) => object[]
) {
  const known = books.filter((book) => !book.isNew).map(({ id }) => id)
  await runWith(trx, `delete from ${table} where book_id in (:values)`, 'integer', known)
  await insert(trx, table, books.flatMap(linksOf))
}

function isNew(row: MergedBook | Copy) {
  return row.isNew
}

function isChanged(row: MergedBook | Copy) {
  return row.isChanged && !row.isNew
}
