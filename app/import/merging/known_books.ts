import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toMatchKey, toNameKey } from '#catalogue/headings'
import type { BookFields, BookRecord } from '#import/formats/record'
import { runWith } from '#import/merging/tables'

/** A book as the catalogue will have it once the batch is written. */
export interface MergedBook extends BookFields {
  id: number
  sort_title: string
  match_key: string
  created_at: string | null
  /** Name keys, in the book's order. */
  authors: string[]
  /** Name keys. */
  genres: string[]
  /** How many copies there are. */
  copies: number
}

/** So many books of one title and author are told apart; more are as good as one. */
const MOST_NAMESAKES = 1_000

const BOOK = `id, title, subtitle, sort_title, match_key, summary, isbn, publisher, year, language_code`

/** The books that the rows of a batch may mean, found with a few queries for all of them. */
export class KnownBooks {
  readonly #byIsbn = new Map<string, MergedBook>()
  /** In order of id, for every key that was looked up. */
  readonly #byKey = new Map<string, MergedBook[]>()

  static async load(trx: QueryClientContract, records: BookRecord[]) {
    const books = new KnownBooks()
    const isbns = records.flatMap(({ isbn }) => isbn ?? [])
    const withIsbn = await findBooks(
      trx,
      `select ${BOOK} from books where isbn in (:values)`,
      isbns
    )
    for (const book of withIsbn.values()) books.#byIsbn.set(book.isbn!, book)

    const keys = records.map((record) =>
      matchKeyOf(record, record.isbn ? books.byIsbn(record.isbn) : undefined)
    )
    for (const key of keys) books.#byKey.set(key, [])
    const namesakes = await findBooks(
      trx,
      `select * from (
         select ${BOOK}, row_number() over (partition by match_key, isbn is null order by id) as rank
         from books where match_key in (:values)
       ) as namesakes where rank <= ${MOST_NAMESAKES} order by id`,
      [...books.#byKey.keys()],
      withIsbn
    )
    for (const book of namesakes.values()) books.add(book)
    return books
  }

  byIsbn(isbn: string) {
    return this.#byIsbn.get(isbn)
  }

  /** The first book of that key that fits. */
  byKey(key: string, fits: (book: MergedBook) => boolean) {
    return this.#byKey.get(key)?.find(fits)
  }

  add(book: MergedBook) {
    this.addIsbn(book)
    this.#byKey.get(book.match_key)?.push(book)
  }

  addIsbn(book: MergedBook) {
    if (book.isbn) this.#byIsbn.set(book.isbn, book)
  }

  /**
   * Files a book whose title or authors changed under its new key, unless another book already has
   * it: rows without an ISBN that mean that other book must find it again in the next run.
   */
  rekey(book: MergedBook) {
    const key = toMatchKey(book.title, book.subtitle, book.authors)
    const namesakes = this.#byKey.get(key)
    if (key === book.match_key || namesakes === undefined || namesakes.length > 0) return
    const former = this.#byKey.get(book.match_key)
    former?.splice(former.indexOf(book), former.includes(book) ? 1 : 0)
    book.match_key = key
    namesakes.push(book)
  }
}

/** Books by their ids, with what other tables tell of them; those that are loaded already as they are. */
async function findBooks(
  trx: QueryClientContract,
  sql: string,
  values: string[],
  loaded = new Map<number, MergedBook>()
) {
  const books = new Map<number, MergedBook>()
  for (const row of await runWith<MergedBook>(trx, sql, 'text', values)) {
    const blank = { ...row, created_at: null, authors: [], genres: [], copies: 0 }
    books.set(row.id, loaded.get(row.id) ?? blank)
  }
  const ids = [...books.keys()].filter((id) => !loaded.has(id))
  const details = <T>(select: string) =>
    runWith<T & { book_id: number }>(trx, select, 'integer', ids)
  for (const kind of ['author', 'genre'] as const) {
    const rows = await details<{ name_key: string }>(
      `select book_id, name_key from book_${kind}s join ${kind}s on ${kind}s.id = ${kind}_id
       where book_id in (:values) order by book_id${kind === 'author' ? ', position' : ''}`
    )
    for (const row of rows) books.get(row.book_id)![`${kind}s`].push(row.name_key)
  }
  const copies = await details<{ copies: number }>(
    `select book_id, count(*) as copies from book_instances
     where book_id in (:values) group by book_id`
  )
  for (const row of copies) books.get(row.book_id)!.copies = Number(row.copies)
  return books
}

/** The key of a book that the record tells of; blanks of it change nothing of one that is there. */
export function matchKeyOf({ title, subtitle, authors }: BookRecord, book?: MergedBook) {
  const names = authors.map(({ name }) => toNameKey(name))
  return toMatchKey(
    title,
    subtitle ?? book?.subtitle ?? null,
    book && names.length === 0 ? book.authors : names
  )
}
