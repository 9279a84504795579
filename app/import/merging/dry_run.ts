import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract, SqliteConfig } from '@adonisjs/lucid/types/database'
import RefusedException from '#exceptions/refused_exception'
import { completeIndex, isPrepared } from '#search/book_index'
import { fileOf } from '#sql/database_file'
import { migrate } from '#sql/migrations'
import { trial } from '#sql/transaction'

/**
 * Runs work on the catalogue of which nothing is kept, and the site is not kept waiting: on SQLite,
 * where a transaction that writes has all others wait, with a copy of the file. Where there is no
 * library yet, with an empty one.
 */
export async function dryRun<T>(
  client: QueryClientContract,
  work: (client: QueryClientContract) => Promise<T>
) {
  const library = fileOf(client)
  if (!library && (await client.schema.hasTable('books'))) {
    if (await isPrepared(client)) return trial(client, work)
    throw new RefusedException('The database is of an older version. Run library:setup first.')
  }
  const folder = await mkdtemp(join(tmpdir(), 'library-'))
  const filename = join(folder, 'dry_run.sqlite3')
  try {
    if (library && existsSync(library)) await client.rawQuery('vacuum into ?', [filename])
    const config = db.manager.get('sqlite')!.config as SqliteConfig
    db.manager.add('dry_run', { ...config, connection: { filename } })
    if (!(await isPrepared(db.connection('dry_run')))) {
      await migrate('dry_run')
      await completeIndex(db.connection('dry_run'))
    }
    return await work(db.connection('dry_run'))
  } finally {
    await db.manager.close('dry_run', true)
    await rm(folder, { recursive: true, force: true })
  }
}
