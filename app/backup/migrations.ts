import { readdir } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'

/** The names of this program's migrations, as Lucid records them in the database. */
export async function migrationNames() {
  const files = await readdir(app.migrationsPath())
  return files
    .filter((file) => /(?<!\.d)\.[jt]s$/.test(file))
    .map((file) => `database/migrations/${file.replace(/\.[jt]s$/, '')}`)
}
