import { type Stats, statSync } from 'node:fs'
import { Exception } from '@adonisjs/core/exceptions'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'

/** The files that this process has open, by the paths under which it opened them. */
const opened = new Map<string, Stats>()

/**
 * The path names no file any more, or another than the one that is open: what is
 * written goes into a file that nobody will find at the next start.
 */
export class DatabaseFileGoneException extends Exception {
  static status = 503
  static code = 'E_DATABASE_FILE_GONE'

  constructor(readonly what: 'removed' | 'replaced') {
    super(
      `The database file was ${what} while the site was running, so nothing new is kept. Put the right file in its place and start the site anew.`
    )
  }
}

/** To be called when a connection has been opened to the file, so that another in its place is noticed. */
export function rememberFile(path: string) {
  const file = statSync(path, { throwIfNoEntry: false })
  if (file) opened.set(path, file)
}

/** The path of the file that a connection is to, where the database is one. */
export function fileOf(client: QueryClientContract) {
  return Object(client.getWriteClient().client.config.connection).filename as string | undefined
}

/** What is wrong where the database is a file, and not the one at its path any more; else null. */
export function faultOfFile(client: QueryClientContract) {
  const path = fileOf(client)
  const file = path && opened.get(path)
  if (!file) return null
  // Not awaited: asked of the thread that also runs statements, it would hold up the next save for longer than it takes
  const present = statSync(path, { throwIfNoEntry: false })
  if (!present) return new DatabaseFileGoneException('removed')
  const isSame = present.dev === file.dev && present.ino === file.ino
  return isSame ? null : new DatabaseFileGoneException('replaced')
}

/** @throws {DatabaseFileGoneException} where the file is not in its place any more */
export async function assertFileInPlace(client: QueryClientContract) {
  const fault = faultOfFile(client)
  if (fault) throw fault
}
