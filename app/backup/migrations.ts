import { readdir } from 'node:fs/promises'
import { Exception } from '@adonisjs/core/exceptions'
import app from '@adonisjs/core/services/app'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'

/** The names of this program's migrations, as Lucid records them in the database. */
export async function migrationNames() {
  const files = await readdir(app.migrationsPath())
  return files
    .filter((file) => /(?<!\.d)\.[jt]s$/.test(file))
    .map((file) => `database/migrations/${file.replace(/\.[jt]s$/, '')}`)
}

/** Whether the first of this program's migrations is among the applied ones. */
export async function isBegun(applied: string[]) {
  const names = await migrationNames()
  return applied.includes(names.sort()[0])
}

/** What to say of a database with migrations that this program does not know; nothing of others. */
export async function newerThanProgram(applied: string[]) {
  const known = new Set(await migrationNames())
  const newer = applied.find((name) => !known.has(name))
  return (
    newer &&
    `was made by a newer version of the program, which has ${newer}. Update the program first.`
  )
}

/** @throws an exception with a sentence where a newer version of the program has changed the database */
export async function refuseNewer(client: QueryClientContract) {
  if (!(await client.schema.hasTable('adonis_schema'))) return
  const applied = await client.from('adonis_schema').select('name').orderBy('id')
  const newer = await newerThanProgram(applied.map(({ name }) => name))
  if (newer) throw new Exception(`The database ${newer}`, { status: 422 })
}
