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
  isNew: boolean
  isChanged: boolean
  authorsChanged: boolean
  genresChanged: boolean
}

type Loaded = Pick<MergedBook, 'id' | 'match_key' | 'sort_title'> & BookFields

/** So many books of one title and author are told apart; more are as good as one. */
const MOST_NAMESAKES = 1_000

const BOOK = `id, title, subtitle, sort_title, match_key, summary, isbn, publisher, year, language_code`

/** The books that the rows of a batch may mean, found with a few queries for all of them. */
export class KnownBooks {
  readonly all = new Map<number, MergedBook>()
  readonly #byIsbn = new Map<string, MergedBook>()
  /** In order of id, for every key that was looked up. */
  readonly #byKey = new Map<string, MergedBook[]>()

  static async load(trx: QueryClientContract, records: BookRecord[]) {
    const books = new KnownBooks()
    const isbns = records.flatMap(({ isbn }) => isbn ?? [])
    const withIsbn = `select ${BOOK} from books where isbn in (:values)`
    await books.#load(trx, await runWith<Loaded>(trx, withIsbn, 'text', isbns))

    for (const record of records) {
      const found = record.isbn ? books.#byIsbn.get(record.isbn) : undefined
      books.#byKey.set(matchKeyOf(record, found), [])
    }
    const namesakes = await runWith<Loaded>(
      trx,
      `select * from (
         select ${BOOK}, row_number() over (partition by match_key, isbn is null order by id) as rank
         from books where match_key in (:values)
       ) as namesakes where rank <= ${MOST_NAMESAKES} order by id`,
      'text',
      [...books.#byKey.keys()]
    )
    await books.#load(
      trx,
      namesakes.filter(({ id }) => !books.all.has(id))
    )
    for (const { id, match_key: key } of namesakes) {
      books.#byKey.get(key)!.push(books.all.get(id)!)
    }
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
    this.all.set(book.id, book)
    if (book.isbn) this.#byIsbn.set(book.isbn, book)
    this.#byKey.get(book.match_key)?.push(book)
  }

  giveIsbn(book: MergedBook, isbn: string) {
    book.isbn = isbn
    book.isChanged = true
    this.#byIsbn.set(isbn, book)
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

  async #load(trx: QueryClientContract, loaded: Loaded[]) {
    for (const row of loaded) {
      const unchanged = {
        isNew: false,
        isChanged: false,
        authorsChanged: false,
        genresChanged: false,
      }
      const book = { ...row, ...unchanged, created_at: null, authors: [], genres: [], copies: 0 }
      this.all.set(book.id, book)
      if (book.isbn) this.#byIsbn.set(book.isbn, book)
    }
    const ids = loaded.map(({ id }) => id)
    const details = <T>(sql: string) => runWith<T & { book_id: number }>(trx, sql, 'integer', ids)
    for (const kind of ['author', 'genre'] as const) {
      const rows = await details<{ name_key: string }>(
        `select book_id, name_key from book_${kind}s join ${kind}s on ${kind}s.id = ${kind}_id
         where book_id in (:values) order by book_id${kind === 'author' ? ', position' : ''}`
      )
      for (const row of rows) this.all.get(row.book_id)![`${kind}s`].push(row.name_key)
    }
    const copies = await details<{ copies: number }>(
      `select book_id, count(*) as copies from book_instances
       where book_id in (:values) group by book_id`
    )
    for (const row of copies) this.all.get(row.book_id)!.copies = Number(row.copies)
  }
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
