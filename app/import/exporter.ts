import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import {
  joinNames,
  type Kind,
  KINDS,
  OWN_COLUMNS,
  type OwnColumn,
  toCsv,
} from '#import/formats/own'
import { valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'

type Row = Partial<Record<OwnColumn, string | number | null>>

const PAGE = 1_000

/** What is not selected as it stands. A book's names come apart. */
const SELECTED: Record<string, string> = {
  created_at: 'substr(cast(created_at as text), 1, 19)',
  due_back: 'cast(due_back as text)',
  authors: 'null',
  genres: 'null',
}

/** The columns of a kind's row, as a select has them. */
function columnsOf(kind: Kind) {
  const columns = Object.entries(KINDS[kind])
  const selected = columns.map(([field, [column]]) => `${SELECTED[field] ?? field} as ${column}`)
  return [`'${kind}' as record`, ...selected].join(', ')
}

/**
 * The whole catalogue as the pieces of a CSV file that the import reads back:
 * languages, genres and authors, then the books, each with its copies behind
 * it. What follows is page by page, so memory does not grow with the catalogue.
 */
export class Exporter {
  /** How many books were written so far. */
  books = 0

  /** @param client A transaction, so that all pages are of one moment. */
  constructor(readonly client: QueryClientContract) {}

  async *pieces() {
    yield toCsv([[...OWN_COLUMNS]])
    const languages = `select ${columnsOf('language')} from languages order by code`
    yield toLines(await run<Row>(this.client, languages))
    for await (const page of this.#pages('genre')) yield toLines(page)
    for await (const page of this.#pages('author')) yield toLines(page)
    for await (const page of this.#pages('book')) {
      const ids = page.map(({ number }) => number)
      const authors = await this.#names('author', ids, 'position')
      const genres = await this.#names('genre', ids, 'name_key')
      const copies = await this.#ofBooks<Row>(
        `select book_id, ${columnsOf('copy')} from book_instances`,
        ids,
        'id'
      )
      this.books += page.length
      const namesIn = (names: typeof authors, book: number) =>
        joinNames((names.get(book) ?? []).map(({ name }) => name))
      yield toLines(
        page.flatMap((book) => [
          { ...book, authors: namesIn(authors, book.number), genres: namesIn(genres, book.number) },
          ...(copies.get(book.number) ?? []),
        ])
      )
    }
  }

  /** The rows of a kind in the order of their ids, each with its id as `number`. */
  async *#pages(kind: Kind) {
    const sql = `select id as number, ${columnsOf(kind)} from ${kind}s
      where id > ? order by id limit ${PAGE}`
    let last = 0
    while (true) {
      const page = await run<Row & { number: number }>(this.client, sql, [last])
      if (page.length === 0) return
      yield page
      last = page.at(-1)!.number
    }
  }

  #names(kind: 'author' | 'genre', ids: number[], order: string) {
    return this.#ofBooks<{ name: string }>(
      `select book_id, name from book_${kind}s join ${kind}s on ${kind}s.id = ${kind}_id`,
      ids,
      order
    )
  }

  /** Rows by their books. */
  async #ofBooks<T>(sql: string, ids: number[], order: string) {
    const books = valuesOf(this.client, 'integer')
    const rows = await run<T & { book_id: number }>(
      this.client,
      `${sql} where book_id in (${books}) order by book_id, ${order}`,
      [JSON.stringify(ids)]
    )
    return Map.groupBy(rows, (row) => row.book_id)
  }
}

function toLines(rows: Row[]) {
  return toCsv(rows.map((row) => OWN_COLUMNS.map((column) => String(row[column] ?? ''))))
}
