import { existsSync } from 'node:fs'
import { link, rename, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import sqlite3 from 'sqlite3'
import RefusedException from '#exceptions/refused_exception'
import { checkLibrary, writeLibrary } from '#backup/library_file'
import { now } from '#clock'
import { isLocked } from '#sql/errors'
import { SqliteFile } from '#sql/sqlite_file'

/** What SQLite's codes say of a backup. */
const FAULTS = new Map([
  ['SQLITE_NOTADB', 'is not a backup of a library'],
  ['SQLITE_CORRUPT', 'is damaged'],
  ['SQLITE_CANTOPEN', 'cannot be read'],
])

/**
 * Puts the library of a backup in the place of the site's own, which is kept aside.
 * @returns what it holds, and where the replaced file is, if any
 * @throws {RefusedException} with what stands against it: then all is as it was
 */
export async function restore(backup: string, target: string) {
  const there = await stat(backup).catch(() => null)
  if (!there) throw new RefusedException(`There is no file ${backup}`)
  if (!there.isFile()) throw new RefusedException(`${backup} is not a regular file`)
  let aside: string | null = null
  try {
    await using file = await SqliteFile.open(backup)
    await checkLibrary(file, backup)
    const counts = await writeLibrary(
      target,
      (draft) => file.query('vacuum into ?', [draft]),
      async (draft) => {
        aside = await exchange(draft, target)
      }
    )
    return { ...counts, aside }
  } catch (error) {
    const fault = FAULTS.get(Object(error).code)
    throw fault ? new RefusedException(`${backup} ${fault}`) : error
  }
}

async function exchange(draft: string, target: string) {
  if (!existsSync(target)) {
    await rename(draft, target)
    return null
  }

  await using current = await SqliteFile.open(target, sqlite3.OPEN_READWRITE)
  await takeOver(current, target)
  const aside = `${target}.replaced-${new Date(now()).toISOString().replace(/[:.]/g, '-')}`
  // by a second name first, so that at no moment there is no library
  await link(target, aside)
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(target + suffix)) await rename(target + suffix, aside + suffix)
  }
  await rename(draft, target)
  return aside
}

/**
 * Locks the site's database, with its log taken into it; a damaged one runs no site, and stays.
 * @throws {RefusedException} where a site or a command has it open
 */
async function takeOver(current: SqliteFile, target: string) {
  try {
    // Leaving the write-ahead log takes a lock that nobody gets while others have the file open
    await current.query('pragma locking_mode = exclusive')
    await current.query('pragma journal_mode = delete')
    await current.query('begin exclusive')
  } catch (error) {
    if (isLocked(error)) {
      throw new RefusedException(
        `${basename(target)} is in use. Stop the site, and any command at work on it, first.`
      )
    }
    if (!['SQLITE_NOTADB', 'SQLITE_CORRUPT'].includes(Object(error).code)) throw error
  }
}
