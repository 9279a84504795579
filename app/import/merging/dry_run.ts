import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract, SqliteConfig } from '@adonisjs/lucid/types/database'
import { trial } from '#sql/transaction'

/**
 * Runs work on the catalogue of which nothing is kept, and the site is not kept waiting: on SQLite,
 * where a transaction that writes has all others wait, with a copy of the file.
 */
export async function dryRun<T>(
  client: QueryClientContract,
  work: (client: QueryClientContract) => Promise<T>
) {
  if (client.dialect.name === 'postgres') return trial(client, work)
  const folder = await mkdtemp(join(tmpdir(), 'library-'))
  const filename = join(folder, 'dry_run.sqlite3')
  try {
    await client.rawQuery('vacuum into ?', [filename])
    const config = db.manager.get(client.connectionName)!.config as SqliteConfig
    db.manager.add('dry_run', { ...config, connection: { filename } })
    return await work(db.connection('dry_run'))
  } finally {
    await db.manager.close('dry_run', true)
    await rm(folder, { recursive: true, force: true })
  }
}
