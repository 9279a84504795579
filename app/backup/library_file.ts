import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import sqlite3 from 'sqlite3'
import RefusedException from '#exceptions/refused_exception'
import { isBegun, newerThanProgram } from '#sql/migrations'
import { draftOf, removeDrafts } from '#files/output_file'
import { interruptible, step } from '#stop'

type Row = Record<string, unknown>

/** The tables that every version had. */
const MUST_HAVE = [
  'adonis_schema',
  'languages',
  'genres',
  'authors',
  'books',
  'book_authors',
  'book_genres',
  'book_instances',
  'record_counts',
  'sessions',
]

/** A SQLite file that may hold a library, opened apart from the site's own connection. */
export class LibraryFile {
  readonly #database: sqlite3.Database

  private constructor(database: sqlite3.Database) {
    this.#database = database
    interruptible(database)
  }

  /** @throws an error with SQLite's code where the file cannot be opened. */
  static async open(path: string, { readonly = true } = {}) {
    const mode = readonly ? sqlite3.OPEN_READONLY : sqlite3.OPEN_READWRITE
    return new Promise<LibraryFile>((resolve, reject) => {
      const database: sqlite3.Database = new sqlite3.Database(path, mode, (error) =>
        error ? reject(error) : resolve(new LibraryFile(database))
      )
    })
  }

  async query(sql: string, bindings: string[] = []) {
    return new Promise<Row[]>((resolve, reject) => {
      this.#database.all<Row>(sql, bindings, (error, rows) =>
        error ? reject(error) : resolve(rows)
      )
    })
  }

  /** What the library holds: `{ books, copies }`. */
  async counts() {
    const rows = await this.query('select name, count from record_counts')
    const counts = new Map(rows.map(({ name, count }) => [name, Number(count)]))
    return { books: counts.get('books') ?? 0, copies: counts.get('copies') ?? 0 }
  }

  /**
   * Makes sure that the file is whole, and a library that this program can run on.
   *
   * @throws {RefusedException} which says what is wrong with it
   */
  async check(name: string) {
    const [{ integrity_check: verdict }] = await this.query('pragma integrity_check(1)')
    if (verdict !== 'ok') throw new RefusedException(`${name} is damaged: ${verdict}`)

    const tables = await this.query(
      `select name from sqlite_master where type = 'table' and name in (${MUST_HAVE.map(() => '?')})`,
      MUST_HAVE
    )
    if (tables.length < MUST_HAVE.length) {
      throw new RefusedException(`${name} is a database, but not of a library`)
    }
    const applied = await this.query('select name from adonis_schema order by id')
    const counts = await this.query(
      `select 1 from record_counts where name in ('books', 'copies', 'copies_available')`
    )
    const names = applied.map((migration) => String(migration.name))
    if (counts.length < 3 || !(await isBegun(names))) {
      throw new RefusedException(
        `${name} has the tables of a library, but was not made by library:setup`
      )
    }

    const strays = await this.query('pragma foreign_key_check')
    if (strays.length > 0) {
      throw new RefusedException(`${name} is damaged: rows of ${strays[0].table} point nowhere`)
    }

    const newer = await newerThanProgram(names)
    if (newer) throw new RefusedException(`${name} ${newer}`)
  }

  async close() {
    return new Promise<void>((resolve, reject) => {
      this.#database.close((error) => (error ? reject(error) : resolve()))
    })
  }
}

/**
 * Lets a file be written beside its place, checks it as a library, and gives
 * it to `finish`, which puts it there: a failure leaves nothing behind.
 *
 * @returns what the library in it holds
 */
export async function writeLibrary(
  target: string,
  {
    write,
    finish,
  }: { write(draft: string): Promise<unknown>; finish(draft: string): Promise<void> }
) {
  const draft = draftOf(target)
  try {
    step()
    await removeDrafts(target, { ofDatabases: true })
    // it holds what visitors' sessions hold, which is nobody else's business
    const file = await open(draft, 'wx', 0o600)
    await file.close()
    await write(draft)
    const copy = await LibraryFile.open(draft)
    await copy.check('The copy')
    const counts = await copy.counts()
    await copy.close()
    await sync(draft)
    step()
    await finish(draft)
    await sync(dirname(target))
    return counts
  } catch (error) {
    await rm(draft, { force: true })
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof RefusedException || !code) throw error
    throw new RefusedException(`${target} cannot be written: ${message}`)
  }
}

/** Makes sure that what was written outlives a power cut. */
async function sync(path: string) {
  await using handle = await open(path)
  await handle.sync()
}
