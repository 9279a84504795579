import { randomBytes } from 'node:crypto'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toMatchKey, toNameKey, toSortTitle } from '#catalogue/headings'
import { dialectOf } from '#import/dialect'
import { valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'
import { type Draft, Drafts } from '#import/drafts'
import type { BookEntry, CopyEntry, Entry } from '#import/entry'
import { HeadingEntries } from '#import/heading_entries'
import type { NamedAuthor } from '#import/authors'
import type { Tally } from '#import/tally'
import { now as present } from '#clock'

export type Outcome = 'new' | 'copy' | 'other' | 'updated' | 'unchanged'

export interface Copy {
  id: string
  book_id: number
  imprint: string | null
  status: string
  due_back: string | null
  created_at: string
}

/** What lasts from one batch of a run to the next. */
export interface Run {
  tally: Tally
  /** The book that the last row was about. */
  lastBook: number
}

/**
 * Settles what the rows of one batch mean for the catalogue, row by row and in
 * their order, without writing anything.
 */
export class Batch {
  readonly authors = new Map<string, NamedAuthor>()
  readonly genres = new Map<string, string>()
  readonly languages = new Set<string>()
  readonly headings = new HeadingEntries()
  readonly newCopies = new Map<string, Copy>()
  readonly changedCopies = new Map<string, Copy>()
  drafts!: Drafts
  #copies = new Map<string, Copy>()
  #ids: number[] = []
  #uuids: () => string

  constructor(
    readonly importRun: Run,
    readonly now: string
  ) {
    this.#uuids = timeOrderedUuids()
  }

  async settle(trx: QueryClientContract, entries: Entry[]) {
    const books = entries.filter((entry) => entry.kind === 'book')
    const keys = books.map((entry) =>
      toMatchKey(
        entry.title,
        entry.subtitle,
        entry.authors.map(({ name }) => name)
      )
    )
    this.drafts = await Drafts.load(trx, books, keys)
    this.#ids = await dialectOf(trx).reserveIds(trx, 'books', books.length)
    await this.#loadCopies(trx, entries)
    await this.headings.load(trx, entries)
    let place = 0
    return entries.map((entry): Outcome => {
      switch (entry.kind) {
        case 'book':
          return this.#settleBook(entry, keys[place++])
        case 'copy':
          return this.#settleCopy(entry)
        default:
          return this.headings.settle(entry)
      }
    })
  }

  #settleBook(entry: BookEntry, key: string): Outcome {
    const { tally } = this.importRun
    const draft = this.#find(entry, key) ?? this.#create(entry, key)
    const isFirst = !tally.has(draft.id)
    const before = draft.isChanged
    draft.isChanged = false
    if (!draft.isNew || !isFirst) this.#merge(draft, entry, isFirst)
    const isChanged = draft.isChanged
    draft.isChanged ||= before

    tally.add(draft.id, entry.quantity)
    this.importRun.lastBook = draft.id
    const missing = tally.copies(draft.id) - draft.copies
    for (let count = 0; count < missing; count++) this.#addCopy(draft, entry)
    if (draft.isNew && isFirst) return 'new'
    if (isChanged && isFirst) return 'updated'
    return missing > 0 ? 'copy' : isChanged ? 'updated' : 'unchanged'
  }

  #find(entry: BookEntry, key: string) {
    const isFree = ({ isbn, id }: Draft) =>
      isbn === null && !(entry.isOwnRecord && this.importRun.tally.has(id))
    const byIsbn = entry.isbn === null ? undefined : this.drafts.byIsbn(entry.isbn)
    if (byIsbn) return byIsbn
    return this.drafts.byKey(key, entry.isbn !== null || entry.isOwnRecord ? isFree : undefined)
  }

  #create(entry: BookEntry, key: string) {
    const draft: Draft = {
      id: this.#ids.shift()!,
      isNew: true,
      isChanged: false,
      authorsChanged: entry.authors.length > 0,
      genresChanged: entry.genres.length > 0,
      title: entry.title,
      subtitle: entry.subtitle,
      sort_title: entry.sortTitle ?? toSortTitle(entry.title, entry.languageCode),
      match_key: key,
      summary: entry.summary,
      isbn: entry.isbn,
      publisher: entry.publisher,
      year: entry.year,
      language_code: this.#language(entry.languageCode),
      created_at: entry.added ?? this.now,
      authors: this.#nameAuthors(entry),
      genres: this.#nameGenres(entry.genres),
      copies: 0,
    }
    this.drafts.create(draft)
    return draft
  }

  /** The first row of a book in the file decides its fields, the others fill what it left blank. */
  #merge(draft: Draft, entry: BookEntry, isFirst: boolean) {
    if (entry.isbn !== null && draft.isbn === null) this.drafts.giveIsbn(draft, entry.isbn)
    const formerLanguage = draft.language_code
    const isRenamed = isFirst && entry.title !== draft.title
    if (isRenamed) {
      draft.title = entry.title
      draft.isChanged = true
    }
    const fields = {
      subtitle: entry.subtitle,
      summary: entry.summary,
      publisher: entry.publisher,
      year: entry.year,
      language_code: entry.languageCode,
    }
    const formerSubtitle = draft.subtitle
    for (const [name, value] of Object.entries(fields)) {
      const field = name as 'subtitle'
      if (value === null || draft[field] === value || (draft[field] !== null && !isFirst)) continue
      Object.assign(draft, { [field]: value, isChanged: true })
    }
    this.#language(draft.language_code)
    if (entry.sortTitle !== null && isFirst && entry.sortTitle !== draft.sort_title) {
      draft.sort_title = entry.sortTitle
      draft.isChanged = true
    } else if (entry.sortTitle === null && (isRenamed || formerLanguage !== draft.language_code)) {
      draft.sort_title = toSortTitle(draft.title, draft.language_code)
    }
    const authorsChanged = this.#mergeAuthors(draft, entry, isFirst)
    this.#mergeGenres(draft, entry, isFirst)
    if (isFirst && (isRenamed || authorsChanged || formerSubtitle !== draft.subtitle)) {
      this.drafts.rekey(draft)
    }
  }

  #mergeAuthors(draft: Draft, entry: BookEntry, isFirst: boolean) {
    const keys = entry.authors.map(({ name }) => toNameKey(name))
    if (keys.length === 0 || keys.join('|') === draft.authors.join('|')) return false
    if (draft.authors.length > 0 && !isFirst) return false
    draft.authors = this.#nameAuthors(entry)
    draft.authorsChanged = draft.isChanged = true
    return true
  }

  #mergeGenres(draft: Draft, entry: BookEntry, isFirst: boolean) {
    const keys = new Set(entry.genres.map(toNameKey))
    const isSame = keys.size === draft.genres.length && draft.genres.every((key) => keys.has(key))
    if (keys.size === 0 || isSame || (draft.genres.length > 0 && !isFirst)) return
    draft.genres = this.#nameGenres(entry.genres)
    draft.genresChanged = draft.isChanged = true
  }

  #addCopy(draft: Draft, { imprint, status }: BookEntry) {
    const id = this.#uuids()
    const created = { book_id: draft.id, imprint, status, due_back: null, created_at: this.now }
    this.newCopies.set(id, { id, ...created })
    draft.copies++
  }

  #nameAuthors({ authors }: BookEntry) {
    return authors.map((author) => {
      const key = toNameKey(author.name)
      if (!this.authors.has(key)) this.authors.set(key, author)
      return key
    })
  }

  #nameGenres(names: string[]) {
    const keys = names.map((name) => {
      const key = toNameKey(name)
      if (!this.genres.has(key)) this.genres.set(key, name)
      return key
    })
    return [...new Set(keys)]
  }

  #language(code: string | null) {
    if (code !== null) this.languages.add(code)
    return code
  }

  async #loadCopies(trx: QueryClientContract, entries: Entry[]) {
    const ids = entries.filter((entry) => entry.kind === 'copy').map(({ id }) => id)
    if (ids.length === 0) return
    const copies = await run<Copy>(
      trx,
      `select id, book_id, imprint, status, cast(due_back as text) as due_back from book_instances
       where id in (${valuesOf(trx, 'uuid')})`,
      [JSON.stringify(ids)]
    )
    for (const copy of copies) this.#copies.set(copy.id, copy)
  }

  #settleCopy({ id, imprint, status, dueBack, added }: CopyEntry): Outcome {
    const told = { book_id: this.importRun.lastBook, imprint, status, due_back: dueBack }
    const known = this.#copies.get(id)
    const copy = { id, ...told, created_at: known?.created_at ?? added ?? this.now }
    this.#copies.set(id, copy)
    if (known === undefined) {
      this.newCopies.set(id, copy)
      return 'copy'
    }
    const names = Object.keys(told) as (keyof typeof told)[]
    if (names.every((name) => told[name] === known[name])) return 'unchanged'
    const changed = this.newCopies.has(id) ? this.newCopies : this.changedCopies
    changed.set(id, copy)
    return 'updated'
  }
}

/** Ids of version 7: those made one after the other lie side by side in the index. */
function timeOrderedUuids() {
  let bytes: Buffer<ArrayBufferLike> = Buffer.alloc(0)
  return () => {
    if (bytes.length === 0) bytes = randomBytes(16 * 256)
    const id = bytes.subarray(0, 16)
    bytes = bytes.subarray(16)
    id.writeUIntBE(present(), 0, 6)
    id[6] = (id[6] & 0x0f) | 0x70
    id[8] = (id[8] & 0x3f) | 0x80
    const hex = id.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}
