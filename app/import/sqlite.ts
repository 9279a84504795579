import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract, SqliteConfig } from '@adonisjs/lucid/types/database'
import { isLocked } from '#sql/errors'
import type { Dialect } from '#import/dialect'
import { transaction } from '#sql/transaction'

export const sqlite: Dialect = {
  /** A cache of 24 MB, and a checkpoint each 256 MB: the same pages of the indexes are written again and again. */
  async prepare(client) {
    await client.rawQuery('pragma cache_size = -24576')
    await client.rawQuery('pragma wal_autocheckpoint = 65536')
  },

  /** The transaction already holds the write lock, so nobody else takes them. */
  async reserveIds(trx, table, count) {
    const [row] = await trx.rawQuery('select seq from sqlite_sequence where name = ?', [table])
    const first = (row?.seq ?? 0) + 1
    return Array.from({ length: count }, (_, index) => first + index)
  },

  /**
   * Others see the triggers all the time: they are dropped and made anew within the transaction.
   * Those of the search only note which book changed, and stay.
   */
  async withoutInsertTriggers(trx, run) {
    const triggers = await setAside(
      trx,
      'trigger',
      WRITTEN,
      (sql, name) => sql.includes(' after insert on ') && !name.startsWith('search_')
    )
    await run()
    for (const sql of triggers) await trx.rawQuery(sql)
  },

  async countIn(trx, counts) {
    for (const [name, count] of Object.entries({ ...counts, changes: 1 })) {
      await trx.rawQuery('update record_counts set count = count + ? where name = ?', [count, name])
    }
  },

  /**
   * With a rollback journal, which holds none of the pages that are new: each of them is written
   * once, and an import that is cut short leaves no trace. Indexes that the import looks nothing up
   * by are made at the end, when sorting is quicker than finding a place for each row.
   */
  async loadAlone(client, load) {
    const isAlone = await takeForItself(client)
    try {
      if (!isAlone) return false
      await transaction(client, async (trx) => {
        const indexes = await setAside(
          trx,
          'index',
          [...WRITTEN, 'authors', 'search_entries'],
          (sql, name) => !sql.includes(' unique ') && !LOOKED_UP_BY.includes(name)
        )
        await load(trx)
        for (const sql of indexes) await trx.rawQuery(sql)
      })
      return true
    } finally {
      await client.rawQuery('pragma locking_mode = normal')
      await client.rawQuery('pragma journal_mode = wal')
    }
  },

  async rehearse(client, work) {
    const folder = await mkdtemp(join(tmpdir(), 'library-'))
    const filename = join(folder, 'rehearsal.sqlite3')
    try {
      await client.rawQuery('vacuum into ?', [filename])
      const config = db.manager.get(client.connectionName)!.config as SqliteConfig
      db.manager.add('rehearsal', { ...config, connection: { filename } })
      return await work(db.connection('rehearsal'))
    } finally {
      await db.manager.close('rehearsal', true)
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** What the rows of a file are found again by. */
const LOOKED_UP_BY = ['books_match_key_index', 'book_instances_book_id_index']

const WRITTEN = ['books', 'book_authors', 'book_genres', 'book_instances']

/** Drops indexes or triggers of tables, and returns the SQL that makes them again. */
async function setAside(
  trx: QueryClientContract,
  type: 'index' | 'trigger',
  tables: string[],
  isWanted: (sql: string, name: string) => boolean
) {
  const all: { name: string; sql: string }[] = await trx.rawQuery(
    `select name, sql from sqlite_schema
     where type = ? and tbl_name in (select value from json_each(?)) and sql is not null`,
    [type, JSON.stringify(tables)]
  )
  const wanted = all.filter(({ name, sql }) => isWanted(sql.toLowerCase(), name))
  for (const { name } of wanted) await trx.rawQuery(`drop ${type} ${name}`)
  return wanted.map(({ sql }) => sql)
}

/** Locks the database for this connection; false where another has it open. Either way it may have left its write-ahead log. */
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
