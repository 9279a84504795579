import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toSortTitle } from '#catalogue/headings'
import {
  joinNames,
  type Kind,
  KINDS,
  OWN_COLUMNS,
  type OwnColumn,
  toCsv,
} from '#import/formats/own'
import { linkedNames, splitLinked } from '#import/linked_names'
import { valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'

type Row = Partial<Record<OwnColumn, string | null>>

const PAGE = 1_000

/** What is not selected as it stands. */
const SELECTED: Record<string, string> = {
  created_at: 'substr(cast(created_at as text), 1, 19)',
  due_back: 'cast(due_back as text)',
  authors: linkedNames('author', 'name', 'position'),
  genres: linkedNames('genre', 'name', 'name_key'),
}

function columnsOf(kind: Kind) {
  const columns = Object.entries(KINDS[kind])
  const selected = columns.map(([field, [column]]) => `${SELECTED[field] ?? field} as ${column}`)
  return [`'${kind}' as record`, ...selected].join(', ')
}

/** The catalogue as pieces of a CSV file, page by page, so that memory does not grow with it. */
export class Exporter {
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
      const copies = await this.#copiesOf(page.map(({ number }) => number))
      this.books += page.length
      yield toLines(
        page.flatMap((book) => [
          {
            ...book,
            // One that follows from the title is left to follow it
            sort_title: isDerived(book) ? '' : book.sort_title,
            authors: joined(book.authors),
            genres: joined(book.genres),
          },
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

  async #copiesOf(ids: number[]) {
    const rows = await run<Row & { book_id: number }>(
      this.client,
      `select book_id, ${columnsOf('copy')} from book_instances
       where book_id in (${valuesOf(this.client, 'integer')}) order by book_id, id`,
      [JSON.stringify(ids)]
    )
    return Map.groupBy(rows, (row) => row.book_id)
  }
}

function isDerived({ title, sort_title: sortTitle, language }: Row) {
  return sortTitle === toSortTitle(title!, language)
}

function joined(names: string | null = null) {
  return joinNames(splitLinked(names))
}

function toLines(rows: Row[]) {
  return toCsv(rows.map((row) => OWN_COLUMNS.map((column) => String(row[column] ?? ''))))
}
