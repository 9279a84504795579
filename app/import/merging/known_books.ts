import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toMatchKey, toNameKey } from '#catalogue/headings'
import type { BookFields, BookRecord } from '#import/formats/record'
import { linkedNames, splitLinked } from '#import/linked_names'
import { runWith } from '#import/merging/tables'

/** A book as the catalogue will have it once the batch is written. */
export interface MergedBook extends BookFields {
  id: number
  sort_title: string
  match_key: string
  created_at: string | null
  /** When it was listed, to the second; of a book that is there already. */
  listed?: string
  /** Name keys, in the book's order; so are the genres, in none. */
  authors: string[]
  genres: string[]
  copies: number
}

type BookRow = Omit<MergedBook, 'authors' | 'genres'> & Record<'authors' | 'genres', string | null>

/** So many books of one title and author are told apart; more are as good as one. */
const MOST_NAMESAKES = 1_000

const BOOK = `
  select id, title, subtitle, sort_title, match_key, summary, isbn, publisher, year, language_code,
    series, volume,
    substr(cast(created_at as text), 1, 19) as listed,
    ${linkedNames('author', 'name_key', 'position')} as authors,
    ${linkedNames('genre', 'name_key', 'name_key')} as genres,
    (select count(*) from book_instances where book_id = books.id) as copies
  from books`

/** The books that the rows of a batch may mean, found with a few queries for all of them. */
export class KnownBooks {
  readonly #byId = new Map<number, MergedBook>()
  readonly #byIsbn = new Map<string, MergedBook>()
  /** In order of id, for every key that was looked up. */
  readonly #byKey = new Map<string, MergedBook[]>()
  readonly #keys = new Map<BookRecord, string>()

  /** @param ids Of books that rows of our own format may be of. */
  static async load(trx: QueryClientContract, records: BookRecord[], ids: number[]) {
    const books = new KnownBooks()
    const isbns = records.flatMap(({ isbn }) => isbn ?? [])
    const withId = await runWith<BookRow>(trx, `${BOOK} where id in (:values)`, 'integer', ids)
    const withIsbn = await runWith<BookRow>(trx, `${BOOK} where isbn in (:values)`, 'text', isbns)
    for (const row of [...withId, ...withIsbn]) books.addIsbn(books.#known(row))
    for (const record of records) {
      const known = record.isbn ? books.byIsbn(record.isbn) : undefined
      const former = formerKeyOf(record)
      books.#keys.set(record, matchKeyOf(record))
      books.#byKey.set(known ? matchKeyOf(record, known) : books.keyOf(record), [])
      if (former) books.#byKey.set(former, [])
    }
    const namesakes = await runWith<BookRow>(
      trx,
      `${BOOK} where id in (
         select id from (
           select id, row_number() over (partition by match_key, isbn is null order by id) as rank
           from books where match_key in (:values)
         ) as ranked where rank <= ${MOST_NAMESAKES}
       ) order by id`,
      'text',
      [...books.#byKey.keys()]
    )
    for (const row of namesakes) books.add(books.#known(row))
    return books
  }

  /** One object for each book, however it was found. */
  #known(row: BookRow) {
    const book = this.#byId.get(row.id) ?? toBook(row)
    this.#byId.set(row.id, book)
    return book
  }

  get ids() {
    return [...this.#byId.keys()]
  }

  byId(id: number) {
    return this.#byId.get(id)
  }

  /** The key of what the record tells, whatever book there is. */
  keyOf(record: BookRecord) {
    return this.#keys.get(record)!
  }

  byIsbn(isbn: string) {
    return this.#byIsbn.get(isbn)
  }

  /** The first book of that key that fits. */
  byKey(key: string | null, fits: (book: MergedBook) => boolean) {
    return this.#byKey.get(key ?? '')?.find(fits)
  }

  add(book: MergedBook) {
    this.addIsbn(book)
    this.#byKey.get(book.match_key)?.push(book)
  }

  addIsbn(book: MergedBook) {
    if (book.isbn) this.#byIsbn.set(book.isbn, book)
  }

  /** Files a book under its new key, unless another has it, whose rows must find that again. */
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

function toBook({ authors, genres, copies, ...fields }: BookRow): MergedBook {
  const names = { authors: splitLinked(authors), genres: splitLinked(genres) }
  return { ...fields, ...names, copies: Number(copies), created_at: null }
}

/** The key of a book that the record tells of; blanks of it change nothing of one that is there. */
export function matchKeyOf(record: BookRecord, book?: MergedBook) {
  const names = record.authors.map(({ name }) => toNameKey(name))
  const former = book && isSeries(book.subtitle, record) ? null : book?.subtitle
  return toMatchKey(
    record.title,
    record.subtitle ?? former ?? null,
    book && names.length === 0 ? book.authors : names
  )
}

/** The key that the version before gave the book, since it took the series in a title for the subtitle. */
export function formerKeyOf({ title, statement, authors }: BookRecord) {
  const names = authors.map(({ name }) => name)
  return statement ? toMatchKey(title, statement, names) : null
}

/** Whether a subtitle says no more than the series and the volume do. */
export function isSeries(
  subtitle: string | null,
  { series, volume }: Pick<BookFields, 'series' | 'volume'>
) {
  return subtitle !== null && toNameKey(subtitle) === toNameKey(`${series} ${volume}`)
}
