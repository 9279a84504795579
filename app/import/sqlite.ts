import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import type { SqliteConfig } from '@adonisjs/lucid/types/database'
import type { Dialect } from '#import/dialect'

export const sqlite: Dialect = {
  /** A cache of 16 MB, and a checkpoint each 256 MB: the same pages of the indexes are written again and again. */
  async prepare(client) {
    await client.rawQuery('pragma cache_size = -16384')
    await client.rawQuery('pragma wal_autocheckpoint = 65536')
  },

  values: () => 'select value from json_each(?)',

  /** jsonb_each keeps the rows parsed; json_each would have each of them parsed once a column. */
  rows(columns) {
    const names = Object.keys(columns)
    const cells = names.map((name, place) => `value ->> ${place} as ${name}`)
    return `select ${cells.join(', ')} from jsonb_each(?)`
  },

  /** The transaction already holds the write lock, so nobody else takes them. */
  async reserveIds(trx, table, count) {
    const [row] = await trx.rawQuery('select seq from sqlite_sequence where name = ?', [table])
    const first = (row?.seq ?? 0) + 1
    return Array.from({ length: count }, (_, index) => first + index)
  },

  /** Others see the triggers all the time: they are dropped and made anew within the transaction. */
  async insertMany(trx, { bookIds, ...counts }, inserts) {
    const triggers: { name: string; sql: string }[] = await trx.rawQuery(
      `select name, sql from sqlite_schema
       where type = 'trigger' and sql like '%after insert on%'
         and tbl_name in ('books', 'book_authors', 'book_genres', 'book_instances')`
    )
    for (const { name } of triggers) await trx.rawQuery(`drop trigger ${name}`)
    await inserts()
    for (const { sql } of triggers) await trx.rawQuery(sql)

    for (const [name, count] of Object.entries({ ...counts, changes: 1 })) {
      await trx.rawQuery('update record_counts set count = count + ? where name = ?', [count, name])
    }
    await trx.rawQuery(
      'insert into search_touched (book_id) select value from json_each(?) order by value',
      [JSON.stringify(bookIds)]
    )
  },

  async rehearse(client) {
    const folder = await mkdtemp(join(tmpdir(), 'library-'))
    const filename = join(folder, 'rehearsal.sqlite3')
    await client.rawQuery('vacuum into ?', [filename])
    const config = db.manager.get(client.connectionName)!.config as SqliteConfig
    db.manager.add('rehearsal', { ...config, connection: { filename } })
    return {
      client: db.connection('rehearsal'),
      async end() {
        await db.manager.close('rehearsal', true)
        await rm(folder, { recursive: true, force: true })
      },
    }
  },
}
