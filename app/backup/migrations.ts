import { readdir } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'

/** The names of this program's migrations, as Lucid records them in the database. */
export async function migrationNames() {
  const files = await readdir(app.migrationsPath())
  return files
    .filter((file) => /(?<!\.d)\.[jt]s$/.test(file))
    .map((file) => `database/migrations/${file.replace(/\.[jt]s$/, '')}`)
}

/** Those of them that the site's database has not seen. @throws where there is no table of them yet */
export async function pendingMigrations() {
  const names = await migrationNames()
  const applied = await db.from('adonis_schema').select('name')
  const done = new Set(applied.map((row) => row.name))
  return names.filter((name) => !done.has(name))
}
