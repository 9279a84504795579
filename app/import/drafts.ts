import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toMatchKey, toNameKey } from '#catalogue/headings'
import { valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'
import type { BookEntry } from '#import/entry'

/** A book as the catalogue will have it once the batch is written. */
export interface Draft {
  id: number
  isNew: boolean
  isChanged: boolean
  authorsChanged: boolean
  genresChanged: boolean
  title: string
  subtitle: string | null
  sort_title: string
  match_key: string
  summary: string | null
  isbn: string | null
  publisher: string | null
  year: number | null
  language_code: string | null
  created_at: string
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

/**
 * The books that the rows of a batch may mean, found with a few queries for
 * all of them.
 */
export class Drafts {
  readonly all = new Map<number, Draft>()
  readonly #byIsbn = new Map<string, Draft>()
  /** In order of id, for every key that was looked up. */
  readonly #byKey = new Map<string, Draft[]>()

  static async load(client: QueryClientContract, entries: BookEntry[], keys: string[]) {
    const drafts = new Drafts()
    const isbns = entries.flatMap(({ isbn }) => isbn ?? [])
    if (isbns.length > 0) {
      const sql = `select ${BOOK} from books where isbn in (${valuesOf(client, 'text')})`
      await drafts.#add(client, await run<Draft>(client, sql, [JSON.stringify(isbns)]))
    }

    const wanted = new Set<string>()
    for (const [index, entry] of entries.entries()) {
      const found = entry.isbn ? drafts.#byIsbn.get(entry.isbn) : undefined
      wanted.add(found ? mergedKey(found, entry) : keys[index])
    }
    for (const key of wanted) drafts.#byKey.set(key, [])
    const namesakes = await run<Draft>(
      client,
      `select * from (
         select ${BOOK}, row_number() over (partition by match_key, isbn is null order by id) as rank
         from books where match_key in (${valuesOf(client, 'text')})
       ) as namesakes where rank <= ${MOST_NAMESAKES} order by id`,
      [JSON.stringify([...wanted])]
    )
    await drafts.#add(
      client,
      namesakes.filter(({ id }) => !drafts.all.has(id))
    )
    for (const { id, match_key: key } of namesakes) {
      drafts.#byKey.get(key)!.push(drafts.all.get(id)!)
    }
    return drafts
  }

  byIsbn(isbn: string) {
    return this.#byIsbn.get(isbn)
  }

  /** The first book of that key that fits. */
  byKey(key: string, fits: (draft: Draft) => boolean = () => true) {
    return this.#byKey.get(key)?.find(fits)
  }

  create(draft: Draft) {
    this.all.set(draft.id, draft)
    if (draft.isbn) this.#byIsbn.set(draft.isbn, draft)
    this.#byKey.get(draft.match_key)?.push(draft)
  }

  giveIsbn(draft: Draft, isbn: string) {
    draft.isbn = isbn
    draft.isChanged = true
    this.#byIsbn.set(isbn, draft)
  }

  /**
   * Files a book whose title or authors changed under its new key, unless
   * another book already has it: rows without an ISBN that mean that other book
   * must find it again in the next run.
   */
  rekey(draft: Draft) {
    const key = toMatchKey(draft.title, draft.subtitle, draft.authors)
    const namesakes = this.#byKey.get(key)
    if (key === draft.match_key || namesakes === undefined || namesakes.length > 0) return
    const former = this.#byKey.get(draft.match_key)
    former?.splice(former.indexOf(draft), former.includes(draft) ? 1 : 0)
    draft.match_key = key
    namesakes.push(draft)
  }

  async #add(client: QueryClientContract, books: Draft[]) {
    if (books.length === 0) return
    for (const book of books) {
      const blank = { isNew: false, isChanged: false, authorsChanged: false, genresChanged: false }
      const draft = { ...book, ...blank, created_at: '', authors: [], genres: [], copies: 0 }
      this.all.set(book.id, draft)
      if (book.isbn) this.#byIsbn.set(book.isbn, draft)
    }
    const ids = [JSON.stringify(books.map(({ id }) => id))]
    const list = valuesOf(client, 'integer')
    const authors = await run<{ book_id: number; name_key: string }>(
      client,
      `select book_id, name_key from book_authors join authors on authors.id = author_id
       where book_id in (${list}) order by book_id, position`,
      ids
    )
    for (const row of authors) this.all.get(row.book_id)!.authors.push(row.name_key)
    const genres = await run<{ book_id: number; name_key: string }>(
      client,
      `select book_id, name_key from book_genres join genres on genres.id = genre_id
       where book_id in (${list})`,
      ids
    )
    for (const row of genres) this.all.get(row.book_id)!.genres.push(row.name_key)
    const copies = await run<{ book_id: number; copies: number }>(
      client,
      `select book_id, count(*) as copies from book_instances
       where book_id in (${list}) group by book_id`,
      ids
    )
    for (const row of copies) this.all.get(row.book_id)!.copies = Number(row.copies)
  }
}

/** The key that the book has once the entry is merged into it; blanks of the entry change nothing. */
function mergedKey(draft: Draft, entry: BookEntry) {
  const authors = entry.authors.map(({ name }) => toNameKey(name))
  return toMatchKey(
    entry.title,
    entry.subtitle ?? draft.subtitle,
    authors.length > 0 ? authors : draft.authors
  )
}
