import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import type { ConnectionConfig } from '@adonisjs/lucid/types/database'
import { completeIndex } from '#search/book_index'
import { run } from '#sql/statement'
import { makeDatabase } from '#tests/helpers/own_database'

type Settings = Record<string, string>

/** A PostgreSQL database with the schema and nothing in it, of which others are copies. */
let template: string | undefined
let opened = 0

/** Gives a database the schema of the site. */
export async function prepareDatabase(connectionName = db.primaryConnectionName) {
  const runner = new MigrationRunner(db, app, {
    direction: 'up',
    connectionName,
  })
  await runner.run()
  if (runner.error) throw runner.error
  await completeIndex(db.connection(connectionName))
}

/** A database with the schema of the tests' own and nothing in it, as settings of the site. */
export async function emptyDatabase(name: string): Promise<Settings> {
  if (db.primaryConnectionName === 'postgres') return emptyPostgresDatabase(name)
  const file = join(dirname(resolve(process.env.SQLITE_PATH!)), `${name}.sqlite3`)
  for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true })
  await db.rawQuery('vacuum into ?', [file])
  return { SQLITE_PATH: file }
}

async function emptyPostgresDatabase(name: string) {
  const own = `library_test_${process.pid}`
  if (!template) {
    const client = openDatabase({ DATABASE_URL: await makeDatabase(`${own}_template`) })
    await prepareDatabase(client.connectionName)
    await db.manager.close(client.connectionName, true)
    template = `${own}_template`
  }
  return { DATABASE_URL: await makeDatabase(`${own}_${name}`, `template ${template}`) }
}

/** A connection of this process to the database that the settings name; to be closed by its name. */
export function openDatabase(
  { SQLITE_PATH, DATABASE_URL }: Settings,
  kind = db.primaryConnectionName
) {
  const { config } = db.manager.get(kind)!
  const connection = DATABASE_URL ? { connectionString: DATABASE_URL } : { filename: SQLITE_PATH }
  const name = `opened_${++opened}`
  db.manager.add(name, { ...config, connection } as ConnectionConfig)
  return db.connection(name)
}

/** Another connection to the library of the tests, as another process has it; to be closed likewise. */
export async function openAnother() {
  const client = db.connection()
  if (client.dialect.name === 'postgres') {
    return openDatabase({ DATABASE_URL: process.env.DATABASE_URL! })
  }
  const [{ file }] = await run<{ file: string }>(client, 'pragma database_list')
  return openDatabase({ SQLITE_PATH: file })
}
