import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { postgres } from '#import/postgres'
import { sqlite } from '#import/sqlite'

/** What an import needs and the databases do differently. */
export interface Dialect {
  /** Readies the connection for many writes. */
  prepare(client: QueryClientContract): Promise<void>
  /** So many ids, in rising order, that no other row of the table will have. */
  reserveIds(trx: QueryClientContract, table: string, count: number): Promise<number[]>
  /**
   * Runs a part of a transaction in which inserts of books, of their links and copies set off no
   * trigger, where those would run once a row. What they keep is for `countIn` to keep.
   */
  withoutInsertTriggers(trx: QueryClientContract, run: () => Promise<void>): Promise<void>
  /** Keeps what the triggers that rest would have kept. */
  countIn(trx: QueryClientContract, added: Added): Promise<void>
  /**
   * Runs `load` in one transaction of a database that is taken for it alone, in the way that is
   * quickest for very many rows. False, and nothing is run, where others are using the database.
   */
  loadAlone(
    client: QueryClientContract,
    load: (trx: QueryClientContract) => Promise<void>
  ): Promise<boolean>
  /** Runs work on the catalogue of which nothing is kept, and the site is not kept waiting. */
  rehearse<T>(
    client: QueryClientContract,
    work: (client: QueryClientContract) => Promise<T>
  ): Promise<T>
}

/** How many books were inserted, copies of them, and copies that are available. */
export interface Added {
  books: number
  copies: number
  copies_available: number
}

export function dialectOf(client: QueryClientContract): Dialect {
  return client.dialect.name === 'postgres' ? postgres : sqlite
}
