import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import Language from '#models/language'
import { toNameKey, toSortKey } from '#catalogue/headings'
import type { Batch, Copy } from '#import/batch'
import { type Dialect, dialectOf } from '#import/dialect'
import { type ColumnType, rowsOf, valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'
import type { Draft } from '#import/drafts'

const BOOK: Record<string, ColumnType> = {
  id: 'integer',
  title: 'text',
  subtitle: 'text',
  sort_title: 'text',
  sort_key: 'text',
  match_key: 'text',
  summary: 'text',
  isbn: 'text',
  publisher: 'text',
  year: 'integer',
  language_code: 'text',
  created_at: 'timestamp',
  updated_at: 'timestamp',
}

const COPY: Record<string, ColumnType> = {
  id: 'uuid',
  book_id: 'integer',
  imprint: 'text',
  status: 'text',
  due_back: 'date',
  created_at: 'timestamp',
  updated_at: 'timestamp',
}

const AUTHOR: Record<string, ColumnType> = {
  id: 'integer',
  name: 'text',
  name_key: 'text',
  sort_name: 'text',
  sort_key: 'text',
  born: 'text',
  died: 'text',
  created_at: 'timestamp',
  updated_at: 'timestamp',
}

type Cells = (string | number | null)[]

/** By name key. */
interface Keys {
  authors: Map<string, Known>
  genres: Map<string, Known>
}

interface Known {
  id: number
  nameKey: string
}

/**
 * Writes what a batch settled: a handful of statements, however many rows there are. To be run
 * where inserts set off no triggers.
 */
export class BatchWriter {
  readonly #dialect: Dialect

  constructor(
    readonly trx: QueryClientContract,
    readonly now: string
  ) {
    this.#dialect = dialectOf(trx)
  }

  async write(batch: Batch) {
    const drafts = [...batch.drafts.all.values()]
    await this.#writeLanguages(batch)
    const keys = {
      authors: await this.#writeAuthors(batch),
      genres: await this.#writeGenres(batch),
    }
    const added = drafts.filter(({ isNew }) => isNew)
    const copies = [...batch.newCopies.values()]
    const isRelinked = await this.#writeKnown(
      drafts.filter(({ isNew }) => !isNew),
      [...batch.changedCopies.values()],
      keys
    )
    await this.#writeNew(added, copies, keys)

    if (added.length + copies.length === 0 && !isRelinked) return
    await this.#dialect.countIn(this.trx, {
      books: added.length,
      copies: copies.length,
      copies_available: copies.filter(({ status }) => status === 'available').length,
    })
  }

  async #writeKnown(drafts: Draft[], copies: Copy[], keys: Keys) {
    const changed = drafts.filter(({ isChanged }) => isChanged)
    await this.#update(
      'books',
      'id',
      BOOK,
      changed.map((draft) => this.#bookCells(draft))
    )
    const relinked = {
      book_authors: drafts.filter(({ authorsChanged }) => authorsChanged),
      book_genres: drafts.filter(({ genresChanged }) => genresChanged),
    }
    for (const [table, books] of Object.entries(relinked)) {
      if (books.length === 0) continue
      const list = valuesOf(this.trx, 'integer')
      await run(this.trx, `delete from ${table} where book_id in (${list})`, [
        JSON.stringify(books.map(({ id }) => id)),
      ])
    }
    await this.#linkAuthors(relinked.book_authors, keys)
    await this.#linkGenres(relinked.book_genres, keys)
    await this.#update(
      'book_instances',
      'id',
      COPY,
      copies.map((copy) => this.#copyCells(copy))
    )
    return relinked.book_authors.length + relinked.book_genres.length > 0
  }

  async #writeNew(drafts: Draft[], copies: Copy[], keys: Keys) {
    await this.#insert(
      'books',
      BOOK,
      drafts.map((draft) => this.#bookCells(draft))
    )
    await this.#linkAuthors(drafts, keys)
    await this.#linkGenres(drafts, keys)
    await this.#insert(
      'book_instances',
      COPY,
      copies.map((copy) => this.#copyCells(copy))
    )
  }

  async #writeLanguages({ headings, languages }: Batch) {
    if (languages.size + headings.newLanguages.size + headings.changedLanguages.size === 0) return
    const known = await run<{ code: string; name_key: string }>(
      this.trx,
      'select code, name_key from languages'
    )
    const codes = new Set(known.map(({ code }) => code))
    const names = new Set(known.map((row) => row.name_key))
    const added = new Map(headings.newLanguages)
    for (const code of languages) {
      if (!codes.has(code) && !added.has(code)) added.set(code, Language.nameOf(code) ?? code)
    }
    const columns: Record<string, ColumnType> = { code: 'text', name: 'text', name_key: 'text' }
    const cells = [...added].map(([code, name]) => {
      const free = names.has(toNameKey(name)) ? `${name} (${code})` : name
      names.add(toNameKey(free))
      return [code, free, toNameKey(free)]
    })
    await this.#insert('languages', columns, cells)
    const changed = [...headings.changedLanguages].map(([code, name]) => [
      code,
      name,
      toNameKey(name),
    ])
    await this.#update('languages', 'code', columns, changed)
  }

  async #writeAuthors({ authors, headings }: Batch) {
    const keys = [...new Set([...headings.newAuthors.keys(), ...authors.keys()])]
    const known = await this.#find('authors', keys)
    const missing = keys.filter((key) => !known.has(key))
    const free = await this.#dialect.reserveIds(this.trx, 'authors', missing.length)
    const cells = missing.map((key, index): Cells => {
      const entry = headings.newAuthors.get(key)
      const { name, sortName, born, died } = entry ?? authors.get(key)!
      const [id, sortKey] = [free[index], toSortKey(sortName || name)]
      known.set(key, { id, nameKey: key })
      const facts = [name, key, sortName || name, sortKey, born, died]
      return [id, ...facts, entry?.added ?? this.now, this.now]
    })
    await this.#insert('authors', AUTHOR, cells)

    const { id, created_at: created, ...columns } = AUTHOR
    const changed = [...headings.changedAuthors.values()].map((facts): Cells => [
      ...[facts.name, facts.name_key, facts.sort_name, toSortKey(facts.sort_name)],
      ...[facts.born, facts.died, this.now],
    ])
    await this.#update('authors', 'name_key', columns, changed)
    return known
  }

  async #writeGenres({ genres, headings }: Batch) {
    const names = new Map([...headings.newGenres, ...genres, ...headings.newGenres])
    const known = await this.#find('genres', [...names.keys()])
    const missing = [...names].filter(([key]) => !known.has(key))
    const free = await this.#dialect.reserveIds(this.trx, 'genres', missing.length)
    const cells = missing.map(([key, name], index) => {
      known.set(key, { id: free[index], nameKey: key })
      return [free[index], name, key]
    })
    await this.#insert('genres', { id: 'integer', name: 'text', name_key: 'text' }, cells)
    const changed = [...headings.changedGenres].map(([key, name]) => [name, key])
    await this.#update('genres', 'name_key', { name: 'text', name_key: 'text' }, changed)
    return known
  }

  /** The rows of a table that have one of the name keys, by it. */
  async #find(table: 'authors' | 'genres', keys: string[]) {
    if (keys.length === 0) return new Map<string, Known>()
    const rows = await run<Known>(
      this.trx,
      `select id, name_key as "nameKey" from ${table}
       where name_key in (${valuesOf(this.trx, 'text')})`,
      [JSON.stringify(keys)]
    )
    return new Map(rows.map((row) => [row.nameKey, row]))
  }

  #bookCells(book: Draft): Cells {
    // prettier-ignore
    return [
      book.id, book.title, book.subtitle, book.sort_title, toSortKey(book.sort_title),
      book.match_key, book.summary, book.isbn, book.publisher, book.year, book.language_code,
      book.created_at || this.now, this.now,
    ]
  }

  #copyCells(copy: Copy): Cells {
    const { id, book_id: bookId, imprint, status, due_back: dueBack } = copy
    return [id, bookId, imprint, status, dueBack, copy.created_at || this.now, this.now]
  }

  #linkAuthors(drafts: Draft[], { authors }: Keys) {
    const columns: Record<string, ColumnType> = {
      book_id: 'integer',
      author_id: 'integer',
      position: 'integer',
    }
    const links = drafts.flatMap((draft) =>
      draft.authors.map((key, position) => [draft.id, authors.get(key)!.id, position])
    )
    return this.#insert('book_authors', columns, links)
  }

  #linkGenres(drafts: Draft[], { genres }: Keys) {
    const columns: Record<string, ColumnType> = { book_id: 'integer', genre_id: 'integer' }
    const links = drafts.flatMap(({ id, genres: keys }) =>
      keys.map((key) => [id, genres.get(key)!.id])
    )
    return this.#insert('book_genres', columns, links)
  }

  async #insert(table: string, columns: Record<string, ColumnType>, rows: Cells[]) {
    if (rows.length === 0) return
    const names = Object.keys(columns).join(', ')
    const sql = `insert into ${table} (${names}) ${rowsOf(this.trx, columns)}`
    await run(this.trx, sql, [JSON.stringify(rows)])
  }

  /** When a row was added is never changed. */
  async #update(table: string, key: string, columns: Record<string, ColumnType>, rows: Cells[]) {
    if (rows.length === 0) return
    const names = Object.keys(columns).filter((name) => name !== key && name !== 'created_at')
    const values = names.map((name) => `${name} = told.${name}`).join(', ')
    await run(
      this.trx,
      `update ${table} set ${values} from (${rowsOf(this.trx, columns)}) as told
       where ${table}.${key} = told.${key}`,
      [JSON.stringify(rows)]
    )
  }
}
