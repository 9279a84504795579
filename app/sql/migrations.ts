import { readdir } from 'node:fs/promises'
import { Exception } from '@adonisjs/core/exceptions'
import app from '@adonisjs/core/services/app'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isServerRefusal, isUnavailable } from '#sql/errors'

/** This program's migrations, the first one first, by the names that Lucid records. */
export async function migrationNames() {
  const files = await readdir(app.migrationsPath())
  const names = files.filter((file) => /(?<!\.d)\.[jt]s$/.test(file)).sort()
  return names.map((file) => `database/migrations/${file.replace(/\.[jt]s$/, '')}`)
}

/** @throws with a sentence where a database has migrations that this program does not know */
export async function refuseNewer(what: string, applied: string[]) {
  const known = await migrationNames()
  const newer = applied.find((name) => !known.includes(name))
  if (!newer) return
  throw new Exception(
    `${what} was made by a newer version of the program, which has ${newer}. Update the program first.`,
    { status: 422 }
  )
}

/** Those that the database has not seen. */
export async function pendingMigrations(client: QueryClientContract) {
  const applied = new Set(await appliedTo(client))
  const names = await migrationNames()
  return names.filter((name) => !applied.has(name))
}

/**
 * @returns Whether there was anything to do
 * @throws an exception with a sentence where a newer version of the program has changed the
 * database, or where it did not keep a migration
 */
export async function migrate(connectionName: string) {
  const client = db.connection(connectionName)
  await refuseNewer('The database', await appliedTo(client))
  const runner = new MigrationRunner(db, app, { direction: 'up', connectionName })
  await runner.run()
  await checkKept(runner, connectionName)
  return runner.status === 'completed'
}

/** A migration whose COMMIT failed is done to Lucid, and may make the next one fail. */
async function checkKept({ error, migratedFiles }: MigrationRunner, connectionName: string) {
  if (isUnavailable(error) || isServerRefusal(error)) throw error
  // By a new connection, which sees nothing but what was kept
  await db.manager.close(connectionName)
  const missing = await pendingMigrations(db.connection(connectionName))
  const lost = missing.find((name) => migratedFiles[name]?.status === 'completed')
  if (error && !lost) throw error
  if (missing.length === 0) return
  throw new Exception(
    `The database was not prepared, since it did not keep ${lost ?? missing[0]}. Look at its log and its free space, and start again.`,
    { status: 422 }
  )
}

async function appliedTo(client: QueryClientContract): Promise<string[]> {
  if (!(await client.schema.hasTable('adonis_schema'))) return []
  const rows = await client.from('adonis_schema').select('name').orderBy('id')
  return rows.map(({ name }) => name)
}
