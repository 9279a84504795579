import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { run } from '#sql/statement'

interface RecordCounts {
  books: number
  copies: number
  copies_available: number
  authors: number
  genres: number
}

/** What the library holds, and how often that changed: the database counts as rows change. */
export async function catalogueState(client: QueryClientContract = db.connection()) {
  const rows = await run(client, `select name, count from record_counts where name <> 'codes'`)
  const { changes, ...counts } = Object.fromEntries(
    rows.map((row) => [row.name, Number(row.count)])
  ) as unknown as RecordCounts & { changes: number }
  return { counts, changes }
}

export async function recordCounts(client?: QueryClientContract) {
  const { counts } = await catalogueState(client)
  return counts
}

/** Who changes the catalogue holds this row to the end of the transaction: nobody comes between. */
export async function takeTurn(client: QueryClientContract) {
  await run(client, `update record_counts set count = count where name = 'books'`)
}
