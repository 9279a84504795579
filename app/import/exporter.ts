import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'
import { joinNames, OWN_COLUMNS, type OwnColumn, toCsv } from '#import/formats/own'

type Record = Partial<{ [name in OwnColumn]: string | number | null }>

const PAGE = 1_000

const ADDED = 'substr(cast(created_at as text), 1, 19) as added'

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
    const languages = await run<Record>(
      this.client,
      `select 'language' as record, code as id, name from languages order by code`
    )
    yield toLines(languages)
    yield* this.#pages(`select id, 'genre' as record, name from genres`)
    yield* this.#pages(
      `select id, 'author' as record, name, sort_name, born, died, ${ADDED} from authors`
    )
    yield* this.#bookPages()
  }

  async *#pages(sql: string) {
    for await (const page of this.#byId<Record & { id: number }>(sql)) {
      yield toLines(page.map((row) => ({ ...row, id: null })))
    }
  }

  async *#bookPages() {
    const sql = `select id, 'book' as record, title, subtitle, sort_title, summary, isbn, year,
      publisher, language_code as language, ${ADDED} from books`
    for await (const page of this.#byId<Record & { id: number }>(sql)) {
      const ids = page.map(({ id }) => id)
      const authors = await this.#names('author', ids, 'position')
      const genres = await this.#names('genre', ids, 'name_key')
      const copies = await this.#copies(ids)
      this.books += page.length
      yield toLines(
        page.flatMap((book): Record[] => [
          {
            ...book,
            id: null,
            authors: joinNames(authors.get(book.id) ?? []),
            genres: joinNames(genres.get(book.id) ?? []),
          },
          ...(copies.get(book.id) ?? []),
        ])
      )
    }
  }

  async *#byId<Row extends { id: number }>(sql: string) {
    let last = 0
    while (true) {
      const page = await run<Row>(this.client, `${sql} where id > ? order by id limit ${PAGE}`, [
        last,
      ])
      if (page.length === 0) return
      yield page
      last = page.at(-1)!.id
    }
  }

  async #names(kind: 'author' | 'genre', bookIds: number[], order: string) {
    const rows = await run<{ book_id: number; name: string }>(
      this.client,
      `select book_id, name from book_${kind}s join ${kind}s on ${kind}s.id = ${kind}_id
       where book_id in (${valuesOf(this.client, 'integer')}) order by book_id, ${order}`,
      [JSON.stringify(bookIds)]
    )
    return grouped(rows, ({ name }) => name)
  }

  async #copies(bookIds: number[]) {
    const rows = await run<Record & { book_id: number }>(
      this.client,
      `select book_id, 'copy' as record, id, imprint, status,
         cast(due_back as text) as due_back, ${ADDED}
       from book_instances
       where book_id in (${valuesOf(this.client, 'integer')}) order by book_id, id`,
      [JSON.stringify(bookIds)]
    )
    return grouped(rows, (row) => row)
  }
}

function grouped<Row extends { book_id: number }, Item>(rows: Row[], item: (row: Row) => Item) {
  const groups = new Map<number, Item[]>()
  for (const row of rows) {
    const group = groups.get(row.book_id)
    if (group) group.push(item(row))
    else groups.set(row.book_id, [item(row)])
  }
  return groups
}

function toLines(records: Record[]) {
  return toCsv(records.map((record) => OWN_COLUMNS.map((name) => String(record[name] ?? ''))))
}
