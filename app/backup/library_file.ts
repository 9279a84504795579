import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import RefusedException from '#exceptions/refused_exception'
import { migrationNames, refuseNewer } from '#sql/migrations'
import { SqliteFile } from '#sql/sqlite_file'
import { draftOf, removeDrafts } from '#files/output_file'
import { step } from '#stop'

/** The tables that every version had. */
const MUST_HAVE = `adonis_schema languages genres authors books book_authors book_genres
  book_instances record_counts sessions`.split(/\s+/)

/** What a library holds. @throws {RefusedException} where it is damaged, or not of this program */
export async function checkLibrary(file: SqliteFile, name: string) {
  const [{ integrity_check: verdict }] = await file.query('pragma integrity_check(1)')
  if (verdict !== 'ok') throw new RefusedException(`${name} is damaged: ${verdict}`)

  const tables = await file.query(`select name from sqlite_master where type = 'table'`)
  const names = new Set(tables.map((table) => table.name))
  if (!MUST_HAVE.every((table) => names.has(table))) {
    throw new RefusedException(`${name} is a database, but not of a library`)
  }
  const migrations = await file.query('select name from adonis_schema order by id')
  const applied = migrations.map((migration) => String(migration.name))
  const rows = await file.query(
    `select name, count from record_counts where name in ('books', 'copies', 'copies_available')`
  )
  const [first] = await migrationNames()
  if (rows.length < 3 || !applied.includes(first)) {
    throw new RefusedException(
      `${name} has the tables of a library, but was not made by library:setup`
    )
  }
  const [stray] = await file.query('pragma foreign_key_check')
  if (stray) throw new RefusedException(`${name} is damaged: rows of ${stray.table} point nowhere`)

  await refuseNewer(name, applied)
  const counts = Object.fromEntries(rows.map((row) => [row.name, Number(row.count)]))
  return { books: counts.books, copies: counts.copies }
}

/**
 * Lets a file be written beside its place, checks it as a library, and then puts it there: a
 * failure leaves nothing behind. Gives what the library holds.
 */
export async function writeLibrary(
  target: string,
  write: (draft: string) => Promise<unknown>,
  finish = (draft: string): Promise<void> => rename(draft, target)
) {
  const draft = draftOf(target)
  try {
    step()
    await removeDrafts(target, { ofDatabases: true })
    // it holds what visitors' sessions hold, which is nobody else's business
    const file = await open(draft, 'wx', 0o600)
    await file.close()
    await write(draft)
    const counts = await checkDraft(draft)
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

async function checkDraft(draft: string) {
  await using copy = await SqliteFile.open(draft)
  return await checkLibrary(copy, 'The copy')
}

/** Makes sure that what was written outlives a power cut. */
async function sync(path: string) {
  await using handle = await open(path)
  await handle.sync()
}
