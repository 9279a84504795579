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

const STATE = `select
  (select count from record_counts where name = 'changes') as changes,
  exists (select 1 from search_changes) as noted`

/** How often the catalogue changed, and whether the search index has yet to learn of changes. */
export async function catalogueState() {
  const [{ changes, noted }] = await run<{ changes: number; noted: number | boolean }>(
    db.connection(),
    STATE
  )
  return { changes, isNoted: Boolean(noted) }
}

/** What the library holds: the database counts as rows come and go. */
export async function recordCounts(client: QueryClientContract = db.connection()) {
  const rows = await run(
    client,
    `select name, count from record_counts where name not in ('changes', 'codes')`
  )
  const counts = rows.map((row) => [row.name, Number(row.count)])
  return Object.fromEntries(counts) as RecordCounts
}

/** Who changes the catalogue holds this row to the end of the transaction: nobody comes between. */
export async function takeTurn(client: QueryClientContract) {
  await run(client, `update record_counts set count = count where name = 'books'`)
}
