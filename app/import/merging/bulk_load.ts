import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isLocked } from '#sql/errors'
import { run } from '#sql/statement'
import { transaction } from '#sql/transaction'

/*
 * The fast path for very many rows into an SQLite file that nobody else has open. Beside a site every
 * commit writes all pages that it touched, and rows touch pages all over the indexes; here each page
 * is written once. PostgreSQL needs none, since writers do not wait for each other there.
 */

const KEPT_INDEXES = ['books_match_key_index', 'book_instances_book_id_index']

/**
 * Runs `load` in one transaction with a rollback journal, which holds none of the pages that are new,
 * so that an import that is cut short leaves no trace. Other indexes are made at the end, when sorting
 * is quicker than finding a place for each row.
 *
 * @returns False, and nothing was run, where others are using the database
 */
export async function bulkLoad(
  client: QueryClientContract,
  load: (trx: QueryClientContract) => Promise<void>
) {
  if (client.dialect.name === 'postgres') return false
  try {
    if (!(await takeForItself(client))) return false
    await transaction(client, async (trx) => {
      const indexes = await run<{ name: string; sql: string }>(
        trx,
        `select name, sql from sqlite_schema
         where type = 'index' and sql not like '%unique%' and name not in (${KEPT_INDEXES.map(() => '?')})
           and tbl_name in ('books', 'book_authors', 'book_genres', 'book_instances', 'authors')`,
        KEPT_INDEXES
      )
      for (const { name } of indexes) await run(trx, `drop index ${name}`)
      await load(trx)
      for (const { sql } of indexes) await run(trx, sql)
    })
    return true
  } finally {
    await client.rawQuery('pragma locking_mode = normal')
    await client.rawQuery('pragma journal_mode = wal')
  }
}

/** Either way the database may have left its write-ahead log. */
async function takeForItself(client: QueryClientContract) {
  const [{ timeout }] = await client.rawQuery('pragma busy_timeout')
  await client.rawQuery('pragma busy_timeout = 0')
  try {
    // Only the last connection to a database can leave its write-ahead log
    await client.rawQuery('pragma journal_mode = delete')
    await client.rawQuery('pragma locking_mode = exclusive')
    await client.rawQuery('begin exclusive')
    await client.rawQuery('commit')
    return true
  } catch (error) {
    if (!isLocked(error)) throw error
    return false
  } finally {
    await client.rawQuery(`pragma busy_timeout = ${timeout}`)
  }
}
