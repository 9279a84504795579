import db from '@adonisjs/lucid/services/db'
import { run } from '#sql/statement'

export interface RecordCounts {
  books: number
  copies: number
  copies_available: number
  authors: number
  genres: number
}

/**
 * How much the library holds, and how often books, authors and genres have
 * changed so far. The database keeps these numbers exact as rows change, so
 * this reads six rows whatever the size of the catalogue.
 */
export async function catalogueState() {
  const rows = await run(db.connection(), 'select name, count from record_counts', [])
  const { changes, ...counts } = Object.fromEntries(
    rows.map((row) => [row.name, Number(row.count)])
  ) as unknown as RecordCounts & { changes: number }
  return { counts: counts as RecordCounts, changes }
}

/** How much the library holds. */
export async function recordCounts() {
  const { counts } = await catalogueState()
  return counts
}
