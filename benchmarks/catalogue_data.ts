import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import sqlite3 from 'sqlite3'
import { makeCatalogue } from './catalogue_maker.js'
import { ace } from './site.js'

export type Rows = (sql: string, bindings?: unknown[]) => Promise<Record<string, unknown>[]>

/** The file of a catalogue of this size, made where there is none yet. */
export async function catalogueOf(books: number, fresh: boolean) {
  const filename = resolve('tmp/bench', `catalogue-${books}.sqlite3`)
  if (existsSync(filename) && !fresh) return filename
  const making = `${filename}.making`
  mkdirSync(resolve('tmp/bench'), { recursive: true })
  for (const file of [filename, making]) {
    for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true })
  }
  const started = performance.now()
  const env = { SQLITE_PATH: making, DEMO_CATALOGUE: 'false' }
  ace(['library:setup'], env)
  await makeCatalogue(making, books)
  ace(['search:rebuild'], env)
  renameSync(making, filename)
  console.log(`made ${books} books in ${((performance.now() - started) / 1000).toFixed(0)} s`)
  return filename
}

/** Asks the file itself, past the site. */
export function rowsOf(filename: string): Rows {
  const database = new sqlite3.Database(filename)
  return (sql, bindings = []) =>
    new Promise((done, fail) =>
      database.all<Record<string, unknown>>(sql, bindings, (error, rows) =>
        error ? fail(error) : done(rows)
      )
    )
}
