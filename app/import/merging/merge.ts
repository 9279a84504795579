import { randomUUID } from 'node:crypto'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toNameKey, toSortTitle } from '#catalogue/headings'
import type { BookRecord, CatalogueRecord, CopyRecord } from '#import/formats/record'
import type { AskedCopies } from '#import/merging/asked_copies'
import { Headings } from '#import/merging/headings'
import { KnownBooks, matchKeyOf, type MergedBook } from '#import/merging/known_books'
import { reserveBookIds, runWith } from '#import/merging/tables'
import Language from '#models/language'

/** What a row was: a new book, one more copy, another new record, or of what is there. */
export type Outcome = 'new' | 'copy' | 'other' | 'updated' | 'unchanged'

export interface Copy extends Omit<CopyRecord, 'kind'> {
  book_id: number
  isNew: boolean
  isChanged: boolean
}

/** What lasts from one batch of a run to the next. */
export interface Run {
  asked: AskedCopies
  /** The book that the last row was about. */
  lastBook: number
}

/** Fields of a book that are taken as they are. */
const FIELDS = ['subtitle', 'summary', 'publisher', 'year', 'language_code'] as const

/**
 * Tells what the rows of a batch mean for the catalogue, row by row and in their order, without
 * writing anything.
 */
export class Merge {
  readonly copies = new Map<string, Copy>()

  private constructor(
    readonly run: Run,
    readonly books: KnownBooks,
    readonly authors: Headings,
    readonly genres: Headings,
    readonly languages: Headings,
    readonly freeIds: number[]
  ) {}

  static async load(trx: QueryClientContract, run: Run, records: CatalogueRecord[]) {
    const all = <Kind extends CatalogueRecord['kind']>(kind: Kind) =>
      records.filter((record) => record.kind === kind) as Extract<CatalogueRecord, { kind: Kind }>[]
    const books = all('book')
    const named = books.flatMap(({ genres }) => genres.map((name) => ({ name })))
    const codes = books.flatMap(({ language_code: code }) => (code ? languageOf(code) : []))
    const merge = new Merge(
      run,
      await KnownBooks.load(trx, books),
      await Headings.load(trx, 'authors', [
        ...all('author'),
        ...books.flatMap(({ authors }) => authors),
      ]),
      await Headings.load(trx, 'genres', [...all('genre'), ...named]),
      await Headings.load(trx, 'languages', [...all('language'), ...codes]),
      await reserveBookIds(trx, books.length)
    )
    const copies = await runWith<Copy>(
      trx,
      `select id, book_id, imprint, status, cast(due_back as text) as due_back
       from book_instances where id in (:values)`,
      'uuid',
      all('copy').map(({ id }) => id)
    )
    for (const copy of copies)
      merge.copies.set(copy.id, { ...copy, isNew: false, isChanged: false })
    return merge
  }

  add(record: CatalogueRecord): Outcome {
    switch (record.kind) {
      case 'book':
        return this.#addBook(record)
      case 'copy':
        return this.#addCopy(record)
      case 'author':
        return this.authors.record(record)
      case 'genre':
        return this.genres.record(record)
      case 'language':
        return this.languages.record(record)
    }
  }

  #addBook(record: BookRecord): Outcome {
    const { asked } = this.run
    const key = matchKeyOf(record)
    const book = this.#find(record, key) ?? this.#create(record, key)
    const isFirst = !asked.has(book.id)
    const before = book.isChanged
    book.isChanged = false
    if (!book.isNew || !isFirst) this.#change(book, record, isFirst)
    const isChanged = book.isChanged
    book.isChanged ||= before

    asked.add(book.id, record.quantity)
    this.run.lastBook = book.id
    const missing = Math.max(asked.of(book.id) - book.copies, 0)
    for (let count = 0; count < missing; count++) this.#makeCopy(book, record)
    if (book.isNew && isFirst) return 'new'
    if (isChanged && isFirst) return 'updated'
    return missing > 0 ? 'copy' : isChanged ? 'updated' : 'unchanged'
  }

  #find({ isbn, isOwnRecord }: BookRecord, key: string) {
    const isFree = (book: MergedBook) =>
      book.isbn === null && !(isOwnRecord && this.run.asked.has(book.id))
    const byIsbn = isbn === null ? undefined : this.books.byIsbn(isbn)
    const isAny = isbn === null && !isOwnRecord
    return byIsbn ?? this.books.byKey(key, isAny ? () => true : isFree)
  }

  #create(record: BookRecord, key: string) {
    const { kind, quantity, imprint, status, isOwnRecord, ...fields } = record
    const book: MergedBook = {
      ...fields,
      id: this.freeIds.shift()!,
      sort_title: record.sort_title ?? toSortTitle(record.title, record.language_code),
      match_key: key,
      authors: this.#nameAuthors(record),
      genres: this.#nameGenres(record),
      copies: 0,
      isNew: true,
      isChanged: false,
      authorsChanged: true,
      genresChanged: true,
    }
    if (book.language_code) this.languages.name(languageOf(book.language_code))
    this.books.add(book)
    return book
  }

  /** The first row of a book in the file decides its fields, the others fill what it left blank. */
  #change(book: MergedBook, record: BookRecord, isFirst: boolean) {
    if (record.isbn !== null && book.isbn === null) this.books.giveIsbn(book, record.isbn)
    const former = { ...book }
    if (isFirst && record.title !== book.title) {
      book.title = record.title
      book.isChanged = true
    }
    for (const field of FIELDS) {
      const value = record[field]
      if (value === null || book[field] === value || (book[field] !== null && !isFirst)) continue
      Object.assign(book, { [field]: value, isChanged: true })
    }
    if (book.language_code) this.languages.name(languageOf(book.language_code))
    const isRenamed = book.title !== former.title
    if (record.sort_title !== null && isFirst && record.sort_title !== book.sort_title) {
      book.sort_title = record.sort_title
      book.isChanged = true
    } else if (
      record.sort_title === null &&
      (isRenamed || book.language_code !== former.language_code)
    ) {
      book.sort_title = toSortTitle(book.title, book.language_code)
    }
    this.#changeAuthors(book, record, isFirst)
    this.#changeGenres(book, record, isFirst)
    const isRefiled =
      isRenamed || book.authors !== former.authors || book.subtitle !== former.subtitle
    if (isFirst && isRefiled) this.books.rekey(book)
  }

  #changeAuthors(book: MergedBook, record: BookRecord, isFirst: boolean) {
    const keys = record.authors.map(({ name }) => toNameKey(name))
    if (keys.length === 0 || keys.join('|') === book.authors.join('|')) return
    if (book.authors.length > 0 && !isFirst) return
    book.authors = this.#nameAuthors(record)
    book.authorsChanged = book.isChanged = true
  }

  #changeGenres(book: MergedBook, record: BookRecord, isFirst: boolean) {
    const keys = new Set(record.genres.map(toNameKey))
    const isSame = keys.size === book.genres.length && book.genres.every((key) => keys.has(key))
    if (keys.size === 0 || isSame || (book.genres.length > 0 && !isFirst)) return
    book.genres = this.#nameGenres(record)
    book.genresChanged = book.isChanged = true
  }

  #nameAuthors({ authors }: BookRecord) {
    return [...new Set(authors.map((author) => this.authors.name(author)))]
  }

  #nameGenres({ genres }: BookRecord) {
    return [...new Set(genres.map((name) => this.genres.name({ name })))]
  }

  #makeCopy(book: MergedBook, { imprint, status }: BookRecord) {
    const made = { id: randomUUID(), book_id: book.id, imprint, status }
    const state = { due_back: null, created_at: null, isNew: true, isChanged: false }
    this.copies.set(made.id, { ...made, ...state })
    book.copies++
  }

  #addCopy({ kind, ...record }: CopyRecord): Outcome {
    const told = { ...record, book_id: this.run.lastBook }
    const known = this.copies.get(record.id)
    if (known === undefined) {
      this.copies.set(record.id, { ...told, isNew: true, isChanged: false })
      return 'copy'
    }
    const names = ['book_id', 'imprint', 'status', 'due_back'] as const
    if (names.every((name) => told[name] === known[name])) return 'unchanged'
    Object.assign(known, told, { isChanged: !known.isNew })
    return 'updated'
  }
}

function languageOf(code: string) {
  return { code, name: Language.nameOf(code) ?? code }
}
