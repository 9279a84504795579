import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import Language from '#models/language'
import { toNameKey, toSortKey } from '#models/headings'
import type { Batch, Copy } from '#import/batch'
import { type ColumnType, type Dialect, dialectOf, query } from '#import/dialect'
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

/** Writes what a batch settled: a handful of statements, however many rows there are. */
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
    const authors = await this.#writeAuthors(batch)
    const genres = await this.#writeGenres(batch)
    await this.#insert(
      'books',
      BOOK,
      drafts.filter(({ isNew }) => isNew).map((draft) => this.#bookCells(draft))
    )
    await this.#update(
      'books',
      'id',
      BOOK,
      drafts
        .filter(({ isNew, isChanged }) => isChanged && !isNew)
        .map((draft) => this.#bookCells(draft))
    )
    await this.#link(
      'book_authors',
      'author_id',
      drafts.filter(({ authorsChanged }) => authorsChanged),
      ({ id, authors: keys }) => keys.map((key, position) => [id, authors.get(key)!, position])
    )
    await this.#link(
      'book_genres',
      'genre_id',
      drafts.filter(({ genresChanged }) => genresChanged),
      ({ id, genres: keys }) => keys.map((key) => [id, genres.get(key)!])
    )
    await this.#insert(
      'book_instances',
      COPY,
      [...batch.newCopies.values()].map((copy) => this.#copyCells(copy))
    )
    await this.#update(
      'book_instances',
      'id',
      COPY,
      [...batch.changedCopies.values()].map((copy) => this.#copyCells(copy))
    )
  }

  async #writeLanguages({ headings, languages }: Batch) {
    if (languages.size + headings.newLanguages.size + headings.changedLanguages.size === 0) return
    const known = await query<{ code: string; name_key: string }>(
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

  /** @returns Ids by name key. */
  async #writeAuthors({ authors, headings }: Batch) {
    const keys = [...new Set([...headings.newAuthors.keys(), ...authors.keys()])]
    const ids = await this.#idsByKey('authors', keys)
    const missing = keys.filter((key) => !ids.has(key))
    const free = await this.#dialect.reserveIds(this.trx, 'authors', missing.length)
    const cells = missing.map((key, index): Cells => {
      const entry = headings.newAuthors.get(key)
      const { name, sortName, born, died } = entry ?? authors.get(key)!
      ids.set(key, free[index])
      const facts = [name, key, sortName || name, toSortKey(sortName || name), born, died]
      return [free[index], ...facts, entry?.added ?? this.now, this.now]
    })
    await this.#insert('authors', AUTHOR, cells)

    const { id, created_at: created, ...columns } = AUTHOR
    const changed = [...headings.changedAuthors.values()].map((facts): Cells => [
      ...[facts.name, facts.name_key, facts.sort_name, toSortKey(facts.sort_name)],
      ...[facts.born, facts.died, this.now],
    ])
    await this.#update('authors', 'name_key', columns, changed)
    return ids
  }

  /** @returns Ids by name key. */
  async #writeGenres({ genres, headings }: Batch) {
    const names = new Map([...headings.newGenres, ...genres, ...headings.newGenres])
    const ids = await this.#idsByKey('genres', [...names.keys()])
    const missing = [...names].filter(([key]) => !ids.has(key))
    const free = await this.#dialect.reserveIds(this.trx, 'genres', missing.length)
    const cells = missing.map(([key, name], index) => {
      ids.set(key, free[index])
      return [free[index], name, key]
    })
    await this.#insert('genres', { id: 'integer', name: 'text', name_key: 'text' }, cells)
    const changed = [...headings.changedGenres].map(([key, name]) => [name, key])
    await this.#update('genres', 'name_key', { name: 'text', name_key: 'text' }, changed)
    return ids
  }

  async #idsByKey(table: string, keys: string[]) {
    if (keys.length === 0) return new Map<string, number>()
    const rows = await query<{ id: number; name_key: string }>(
      this.trx,
      `select id, name_key from ${table} where name_key in (${this.#dialect.values('text')})`,
      [JSON.stringify(keys)]
    )
    return new Map(rows.map((row) => [row.name_key, row.id]))
  }

  #bookCells(book: Draft): Cells {
    return [
      ...[book.id, book.title, book.subtitle, book.sort_title, toSortKey(book.sort_title)],
      ...[book.match_key, book.summary, book.isbn, book.publisher, book.year, book.language_code],
      ...[book.created_at || this.now, this.now],
    ]
  }

  #copyCells(copy: Copy): Cells {
    const { id, book_id: bookId, imprint, status, due_back: dueBack } = copy
    return [id, bookId, imprint, status, dueBack, copy.created_at || this.now, this.now]
  }

  async #link(table: string, other: string, drafts: Draft[], links: (draft: Draft) => Cells[]) {
    const former = drafts.filter(({ isNew }) => !isNew).map(({ id }) => id)
    if (former.length > 0) {
      const list = this.#dialect.values('integer')
      await query(this.trx, `delete from ${table} where book_id in (${list})`, [
        JSON.stringify(former),
      ])
    }
    const columns: Record<string, ColumnType> = { book_id: 'integer', [other]: 'integer' }
    if (table === 'book_authors') columns.position = 'integer'
    await this.#insert(table, columns, drafts.flatMap(links))
  }

  async #insert(table: string, columns: Record<string, ColumnType>, rows: Cells[]) {
    if (rows.length === 0) return
    const names = Object.keys(columns).join(', ')
    const sql = `insert into ${table} (${names}) ${this.#dialect.rows(columns)}`
    await query(this.trx, sql, [JSON.stringify(rows)])
  }

  /** When a row was added is never changed. */
  async #update(table: string, key: string, columns: Record<string, ColumnType>, rows: Cells[]) {
    if (rows.length === 0) return
    const names = Object.keys(columns).filter((name) => name !== key && name !== 'created_at')
    const values = names.map((name) => `${name} = told.${name}`).join(', ')
    await query(
      this.trx,
      `update ${table} set ${values} from (${this.#dialect.rows(columns)}) as told
       where ${table}.${key} = told.${key}`,
      [JSON.stringify(rows)]
    )
  }
}
