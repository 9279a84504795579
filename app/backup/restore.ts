import { existsSync } from 'node:fs'
import { link, rename, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import RefusedException from '#exceptions/refused_exception'
import { LibraryFile, writeLibrary } from '#backup/library_file'
import { now } from '#clock'

/**
 * Puts the library of a backup in the place of the site's own, which is kept aside.
 *
 * @returns what it holds, and where the replaced file is, null where there was none
 * @throws {RefusedException} with what stands against it: then all is as it was
 */
export async function restore(backup: string, target: string) {
  const file = await openBackup(backup)
  let aside: string | null = null
  try {
    await file.check(backup)
    const counts = await writeLibrary(target, {
      write: (draft) => file.query('vacuum into ?', [draft]),
      finish: async (draft) => {
        aside = await exchange(draft, target)
      },
    })
    return { ...counts, aside }
  } catch (error) {
    throw explained(error, backup)
  } finally {
    await file.close()
  }
}

async function openBackup(path: string) {
  const there = await stat(path).catch(() => null)
  if (!there) throw new RefusedException(`There is no file ${path}`)
  if (!there.isFile()) throw new RefusedException(`${path} is not a regular file`)
  try {
    return await LibraryFile.open(path)
  } catch (error) {
    throw explained(error, path)
  }
}

function explained(error: unknown, path: string) {
  switch (Object(error).code) {
    case 'SQLITE_NOTADB':
      return new RefusedException(`${path} is no backup of a library`)
    case 'SQLITE_CORRUPT':
      return new RefusedException(`${path} is damaged`)
    case 'SQLITE_CANTOPEN':
      return new RefusedException(`${path} cannot be read`)
    default:
      return error
  }
}

async function exchange(draft: string, target: string) {
  if (!existsSync(target)) {
    await rename(draft, target)
    return null
  }

  const current = await takeOver(target)
  try {
    const aside = `${target}.replaced-${new Date(now()).toISOString().replace(/[:.]/g, '-')}`
    // by a second name first, so that at no moment there is no library
    await link(target, aside)
    for (const suffix of ['-wal', '-shm']) {
      if (existsSync(target + suffix)) await rename(target + suffix, aside + suffix)
    }
    await rename(draft, target)
    return aside
  } finally {
    await current?.close()
  }
}

/**
 * Locks the site's database, with all that was written to it in the file
 * itself. A damaged one gives null: nothing can be locked, nor does it run a site.
 *
 * @throws {RefusedException} where a site or a command has it open
 */
async function takeOver(target: string) {
  const current = await LibraryFile.open(target, { readonly: false })
  try {
    // leaving the write-ahead log takes a lock that SQLite gives to nobody while others have the file open
    await current.query('pragma locking_mode = exclusive')
    await current.query('pragma journal_mode = delete')
    await current.query('begin exclusive')
    return current
  } catch (error) {
    await current.close()
    if (['SQLITE_BUSY', 'SQLITE_LOCKED'].includes(Object(error).code)) {
      throw new RefusedException(
        `${basename(target)} is in use. Stop the site, and any command at work on it, first.`
      )
    }
    if (['SQLITE_NOTADB', 'SQLITE_CORRUPT'].includes(Object(error).code)) return null
    throw error
  }
}
