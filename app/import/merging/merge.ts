import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toNameKey, toSortKey, toSortTitle } from '#catalogue/headings'
import type { BookRecord, CatalogueRecord } from '#import/formats/record'
import { Copies } from '#import/merging/copies'
import { GivenCodes } from '#import/merging/given_codes'
import { Headings } from '#import/merging/headings'
import { formerKeyOf, isSeries, KnownBooks, type MergedBook } from '#import/merging/known_books'
import { Changes, insert, reserveBookIds, runWith } from '#import/merging/tables'
import Language from '#models/language'

export type Outcome = 'newBooks' | 'furtherCopies' | 'otherRecords' | 'updated' | 'unchanged'

/** What lasts from one batch of a run to the next. */
export class Run {
  /** How many copies the rows asked for, by the book's id. A map would take five times the memory. */
  readonly asked: number[] = []
  /** The book that the last row was about. */
  lastBook = 0
  /** Books whose copies had no place until the run gave one to some of them. */
  readonly placed = new Set<number>()
  readonly codes = new GivenCodes()
}

const FIELDS = [
  'isbn',
  'subtitle',
  'summary',
  'publisher',
  'year',
  'language_code',
  'series',
  'volume',
] as const

/** What the rows of a batch mean for the catalogue, told before anything is written. */
export class Merge {
  readonly changedBooks = new Changes<MergedBook>('books')
  /** Books whose authors, or genres, are to be written. */
  readonly #named = { author: new Set<MergedBook>(), genre: new Set<MergedBook>() }
  /** The ids of the books that copies in the file belong to already, by the row before them. */
  readonly #owners = new Map<BookRecord, number>()

  private constructor(
    readonly run: Run,
    readonly books: KnownBooks,
    readonly copies: Copies,
    readonly authors: Headings,
    readonly genres: Headings,
    readonly languages: Headings,
    readonly freeIds: number[]
  ) {}

  static async load(trx: QueryClientContract, run: Run, records: CatalogueRecord[]) {
    const all = <Kind extends CatalogueRecord['kind']>(kind: Kind) =>
      records.filter((record) => record.kind === kind) as Extract<CatalogueRecord, { kind: Kind }>[]
    const books = all('book')
    const authors = [...all('author'), ...books.flatMap((book) => book.authors)]
    const named = books.flatMap(({ genres }) => genres.map((name) => ({ name })))
    const spoken = new Set(books.flatMap(({ language_code: code }) => code ?? []))
    const told = all('copy')
    const copies = await Copies.load(trx, run.codes, books, told)
    const owners = told.flatMap((copy) => copies.ownerOf(copy) ?? [])
    const ids = [...books.flatMap(({ id }) => id ?? []), ...owners]
    const merge = new Merge(
      run,
      await KnownBooks.load(trx, books, ids),
      copies,
      await Headings.load(trx, 'authors', authors),
      await Headings.load(trx, 'genres', [...all('genre'), ...named]),
      await Headings.load(trx, 'languages', [
        ...all('language'),
        ...Array.from(spoken, languageOf),
      ]),
      await reserveBookIds(trx, books.length)
    )
    if (books.some((book) => book.shelf_place)) {
      await copies.loadUnplaced(trx, merge.books.ids, run.placed)
    }
    merge.#noteOwners(records)
    return merge
  }

  add(record: CatalogueRecord, line: number): Outcome {
    if (record.kind === 'book') return this.#addBook(record, line)
    if (record.kind === 'copy') return this.copies.add(record, this.run.lastBook, line)
    return this[`${record.kind}s`].record(record)
  }

  /** Writes what was told: a handful of statements, however many rows there are. */
  async write(trx: QueryClientContract, now: string) {
    await this.languages.write(trx, now)
    await this.authors.write(trx, now)
    await this.genres.write(trx, now)

    const stamp = <T extends { created_at: string | null }>(row: T) => ({
      ...row,
      created_at: row.created_at ?? now,
      updated_at: now,
    })
    await this.changedBooks.write(trx, (book) => ({
      ...stamp(book),
      sort_key: toSortKey(book.sort_title),
    }))

    for (const kind of ['author', 'genre'] as const) {
      const books = [...this.#named[kind]]
      const known = books.filter((book) => !this.changedBooks.added.has(book))
      const formerLinks = `delete from book_${kind}s where book_id in (:values)`
      await runWith(
        trx,
        formerLinks,
        'integer',
        Array.from(known, ({ id }) => id)
      )
      const linksOf = (book: MergedBook) =>
        book[`${kind}s`].map((key, position) => {
          return { book_id: book.id, [`${kind}_id`]: this[`${kind}s`].idOf(key), position }
        })
      await insert(trx, `book_${kind}s`, books.flatMap(linksOf))
    }
    await this.copies.write(trx, stamp)
  }

  #addBook(record: BookRecord, line: number): Outcome {
    const { asked } = this.run
    const key = this.books.keyOf(record)
    const known = this.#find(record, key)
    const book = known ?? this.#create(record, key)
    const isFirst = asked[book.id] === undefined
    const isChanged = known !== undefined && this.#change(book, record, isFirst)
    if (isChanged) this.changedBooks.note(book)

    asked[book.id] = (asked[book.id] ?? 0) + record.quantity
    this.run.lastBook = book.id
    const missing = Math.max(asked[book.id] - book.copies, 0)
    const codes = this.run.codes.codesForNewCopies(book.id, missing, record.code, line, isFirst)
    for (let count = 0; count < missing; count++) this.copies.make(book.id, record, codes[count])
    book.copies += missing
    const isPlaced = this.copies.placeCopies(book.id, record, record.quantity - missing)
    if (isPlaced) this.run.placed.add(book.id)
    if (!known) return 'newBooks'
    if (isChanged && isFirst) return 'updated'
    if (missing > 0) return 'furtherCopies'
    return isChanged || isPlaced ? 'updated' : 'unchanged'
  }

  /** A row of our own format is of the book that its copies have, whatever was changed of it. */
  #noteOwners(records: CatalogueRecord[]) {
    let book: BookRecord | undefined
    for (const record of records) {
      if (record.kind === 'book') book = record
      const owner = record.kind === 'copy' ? this.copies.ownerOf(record) : undefined
      if (book && owner && !this.#owners.has(book)) this.#owners.set(book, owner)
    }
  }

  /**
   * The book that a row of our own format was written of. Its number alone may be that of another
   * book in another library: something else has to agree.
   */
  #findOwn(record: BookRecord, key: string) {
    const owner = this.#owners.get(record)
    if (owner !== undefined) return this.books.byId(owner)
    const book = record.id ? this.books.byId(record.id) : undefined
    const agrees =
      book?.match_key === key ||
      (book?.isbn && book.isbn === record.isbn) ||
      (book?.copies === 0 && book.listed === record.created_at)
    return agrees ? book : undefined
  }

  #find(record: BookRecord, key: string) {
    const { isbn, isOwnRecord, volume } = record
    const byIsbn = isbn === null ? undefined : this.books.byIsbn(isbn)
    const own = this.#findOwn(record, key)
    const isTaken = own && this.run.asked[own.id] !== undefined
    if (own && !isTaken && (byIsbn ?? own) === own) return own
    const isFree = (book: MergedBook) =>
      book.isbn === null && !(isOwnRecord && this.run.asked[book.id] !== undefined)
    const isAny = isbn === null && !isOwnRecord
    const fits = isAny ? () => true : isFree
    // Volumes of one title are books of their own. The version before took them for copies of one
    // book, which has no volume: that stays the book of as many rows as it has copies
    const mayBe = ({ id, copies, volume: theirs }: MergedBook) =>
      volume === null || (theirs === null && !(this.run.asked[id] >= copies))
    return (
      byIsbn ??
      this.books.byKey(formerKeyOf(record), fits) ??
      this.books.byKey(key, (book) => fits(book) && book.volume === volume) ??
      this.books.byKey(key, (book) => fits(book) && mayBe(book))
    )
  }

  #create(record: BookRecord, key: string) {
    const book: MergedBook = {
      ...record,
      id: this.freeIds.shift()!,
      sort_title: record.sort_title ?? toSortTitle(record.title, record.language_code),
      match_key: key,
      authors: [],
      genres: [],
      copies: 0,
    }
    this.#name('author', book, record)
    this.#name('genre', book, record)
    this.#nameLanguage(book)
    this.books.add(book)
    this.changedBooks.added.add(book)
    return book
  }

  /** The first row of a book in the file decides, the others fill what it left blank. */
  #change(book: MergedBook, record: BookRecord, isFirst: boolean) {
    const former = { ...book }
    if (isFirst) book.title = record.title
    const { isOwnRecord, isbn } = record
    const isMixed = !isOwnRecord && isbn === null && book.isbn === null && book.copies > 1
    for (const field of FIELDS) {
      if (field === 'volume' && book.volume === null && isMixed) continue
      const isTaken = record[field] !== null && (isFirst || book[field] === null)
      if (isTaken) Object.assign(book, { [field]: record[field] })
    }
    if (isSeries(book.subtitle, book)) book.subtitle = null
    this.#changeNames(book, record, isFirst)
    const hasOtherLanguage = book.language_code !== former.language_code
    if (hasOtherLanguage) this.#nameLanguage(book)
    this.books.addIsbn(book)

    const isRenamed = book.title !== former.title
    if (record.sort_title === null) {
      if (isRenamed || hasOtherLanguage)
        book.sort_title = toSortTitle(book.title, book.language_code)
    } else if (isFirst) book.sort_title = record.sort_title
    const isRefiled =
      isRenamed || book.authors !== former.authors || book.subtitle !== former.subtitle
    if (isFirst && isRefiled) this.books.rekey(book)
    return (Object.keys(book) as (keyof MergedBook)[]).some((name) => book[name] !== former[name])
  }

  #changeNames(book: MergedBook, record: BookRecord, isFirst: boolean) {
    const authors = record.authors.map(({ name }) => toNameKey(name))
    const hasOthers = authors.length > 0 && authors.join('|') !== book.authors.join('|')
    if (hasOthers && (isFirst || book.authors.length === 0)) this.#name('author', book, record)

    const genres = new Set(record.genres.map(toNameKey))
    const isSame = genres.size === book.genres.length && book.genres.every((key) => genres.has(key))
    const isTaken = genres.size > 0 && (isFirst || book.genres.length === 0)
    if (isTaken && !isSame) this.#name('genre', book, record)
  }

  #name(kind: 'author' | 'genre', book: MergedBook, record: BookRecord) {
    const told = kind === 'author' ? record.authors : record.genres.map((name) => ({ name }))
    book[`${kind}s`] = [...new Set(told.map((facts) => this[`${kind}s`].name(facts)))]
    this.#named[kind].add(book)
  }

  #nameLanguage({ language_code: code }: MergedBook) {
    if (code && !this.languages.has(code)) this.languages.name(languageOf(code))
  }
}

function languageOf(code: string) {
  return { code, name: Language.nameOf(code) ?? code }
}
