import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toNameKey, toSortName } from '#catalogue/headings'
import { valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'
import type { AuthorEntry, Entry, GenreEntry, LanguageEntry } from '#import/entry'

interface AuthorFacts {
  name: string
  sort_name: string
  born: string | null
  died: string | null
}

/**
 * Authors, genres and languages that have a row of their own in a file: they
 * are in the catalogue whether or not a book names them, exactly as told.
 */
export class HeadingEntries {
  readonly newAuthors = new Map<string, AuthorEntry>()
  readonly changedAuthors = new Map<string, AuthorFacts & { name_key: string }>()
  readonly newGenres = new Map<string, string>()
  readonly changedGenres = new Map<string, string>()
  readonly newLanguages = new Map<string, string>()
  readonly changedLanguages = new Map<string, string>()
  #authors = new Map<string, AuthorFacts>()
  #genres = new Map<string, string>()
  #languages = new Map<string, string>()

  async load(client: QueryClientContract, entries: Entry[]) {
    const keys = (kind: 'author' | 'genre') =>
      entries.flatMap((entry) => (entry.kind === kind ? [toNameKey(entry.name)] : []))
    const [authors, genres] = [keys('author'), keys('genre')]
    if (authors.length > 0) {
      const rows = await run<AuthorFacts & { name_key: string }>(
        client,
        `select name_key, name, sort_name, born, died from authors
         where name_key in (${valuesOf(client, 'text')})`,
        [JSON.stringify(authors)]
      )
      for (const { name_key: key, ...facts } of rows) this.#authors.set(key, facts)
    }
    if (genres.length > 0) {
      const rows = await run<{ name: string; name_key: string }>(
        client,
        `select name_key, name from genres where name_key in (${valuesOf(client, 'text')})`,
        [JSON.stringify(genres)]
      )
      for (const row of rows) this.#genres.set(row.name_key, row.name)
    }
    if (entries.some(({ kind }) => kind === 'language')) {
      const rows = await run<{ code: string; name: string }>(
        client,
        'select code, name from languages'
      )
      for (const row of rows) this.#languages.set(row.code, row.name)
    }
  }

  settle(entry: AuthorEntry | GenreEntry | LanguageEntry) {
    switch (entry.kind) {
      case 'author':
        return this.#settleAuthor(entry)
      case 'genre':
        return settleName(
          toNameKey(entry.name),
          entry.name,
          this.#genres,
          this.newGenres,
          this.changedGenres
        )
      case 'language':
        return settleName(
          entry.code,
          entry.name,
          this.#languages,
          this.newLanguages,
          this.changedLanguages
        )
    }
  }

  #settleAuthor(entry: AuthorEntry) {
    const key = toNameKey(entry.name)
    const known = this.#authors.get(key)
    const told = {
      name: entry.name,
      sort_name: entry.sortName || known?.sort_name || toSortName(entry.name),
      born: entry.born ?? known?.born ?? null,
      died: entry.died ?? known?.died ?? null,
    }
    this.#authors.set(key, told)
    if (known === undefined) {
      this.newAuthors.set(key, { ...entry, sortName: told.sort_name })
      return 'other'
    }
    const names = Object.keys(told) as (keyof AuthorFacts)[]
    if (names.every((name) => told[name] === known[name])) return 'unchanged'
    this.changedAuthors.set(key, { name_key: key, ...told })
    return 'updated'
  }
}

function settleName(
  key: string,
  name: string,
  known: Map<string, string>,
  added: Map<string, string>,
  changed: Map<string, string>
) {
  const former = known.get(key)
  known.set(key, name)
  if (former === name) return 'unchanged'
  if (former === undefined) added.set(key, name)
  else changed.set(key, name)
  return former === undefined ? 'other' : 'updated'
}
