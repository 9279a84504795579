import database from '#config/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { postgres } from '#search/postgres/dialect'
import type { ParsedQuery } from '#search/query'
import { sqlite } from '#search/sqlite/dialect'
import type { Binding } from '#sql/statement'

/** What the databases do differently, in fragments of the engine's and the index's statements. */
export interface Dialect {
  /** The statements that make an empty index. */
  schema: string[]
  /** A query of the statements that drop whatever index there is, of any form. */
  drops: string
  /** Empties an index, where others at work would stand in the way of dropping it. */
  clearing?: string
  /** To be run before `drops`. */
  lock?: string
  /** Keeps a transaction from waiting for locks longer than a visitor may. */
  impatience?: string

  /** The words of a book as a cell of its row has them. */
  cellOf(words: string[]): string
  /** A query of the `words` in the headings of books. It takes their ids. */
  indexedWords: string
  /** The statements that remove books, each given their ids. */
  removals: string[]
  /** The statements that add books, each given their rows. */
  additions: string[]
  /** The statements that index the words of books that were added, each given their ids. */
  fullTexts: string[]

  /** Runs a statement with values for each ":name" of it. */
  ask<T>(sql: string, bindings: Record<string, Binding>): Promise<T[]>
  /** A join that begins with its first table. */
  join: string
  /** The function that tells where in a text another is; 0 where it is not. */
  position: string
  joinedFacets: string
  /** A query of the values of a JSON list of texts. */
  textsIn(binding: string): string
  /** An expression of the ids that a query gives, as a list. */
  listOf(query: string): string
  /** A query of the `id` of books whose headings match. */
  inHeadings(binding: string): string

  /** Words that follow each other, of which the last may be the beginning of one. */
  phrase(words: string[], isBeginning: boolean): string
  and: string
  or: string
  /**
   * Common tables of a statement that finds words: `whole` words in headings, words that headings
   * `begin_with`, whole words `elsewhere`, and the ids of the `best` books of all these. `titled`
   * sees to it that titles which begin with the text are among them.
   */
  hits(query: ParsedQuery): string
  /** An expression of how many books these find, up to `:most`. */
  total: string
}

/** That of the database of the site. */
export const dialect: Dialect = database.connection === 'postgres' ? postgres : sqlite

export function dialectOf(client: QueryClientContract): Dialect {
  return client.dialect.name === 'postgres' ? postgres : sqlite
}
