import { type Stats, statSync } from 'node:fs'
import { Exception } from '@adonisjs/core/exceptions'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'

/** The files that this process has open, as they were when it opened them, by their paths. */
const opened = new Map<string, Stats>()

/** The path names another file or none: what is written will not be found at the next start. */
export class DatabaseFileGoneException extends Exception {
  static status = 503
  static code = 'E_DATABASE_FILE_GONE'

  constructor(readonly what: 'removed' | 'replaced') {
    super(
      `The database file was ${what} while the site was running, so nothing new is kept. Put the right file in its place and start the site anew.`
    )
  }
}

/** Called as a connection is opened to the file, so that another in its place is noticed. */
export function rememberFile(path: string) {
  const file = statSync(path, { throwIfNoEntry: false })
  if (file) opened.set(path, file)
}

export function fileOf(client: QueryClientContract) {
  return Object(client.getWriteClient().client.config.connection).filename as string | undefined
}

/** Null where the database is no file, or the file that was opened is in its place. */
export function faultOfFile(client: QueryClientContract) {
  const path = fileOf(client)
  const file = path && opened.get(path)
  if (!file) return null
  // Not awaited: the thread that would be asked also runs statements, and the next save would wait
  // longer than this takes
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
