import { args, flags } from '@adonisjs/core/ace'
import db from '@adonisjs/lucid/services/db'
import type { SqliteConfig } from '@adonisjs/lucid/types/database'
import RefusedException from '#exceptions/refused_exception'
import { restore } from '#backup/restore'
import LibraryCommand from './_library_command.js'

export default class LibraryRestore extends LibraryCommand {
  static commandName = 'library:restore'
  static description = 'Put the library of a backup in the place of this one'
  static help = [
    'For a site that is stopped: beside a running one it refuses. The file is checked first, and the replaced library kept beside the new one. A backup of an older version is brought up to date by the next start.',
    '',
    '  {{ binaryName }} library:restore /var/backups/library.sqlite3',
  ]

  @args.string({ description: 'A file that library:backup wrote' })
  declare file: string

  @flags.boolean({ description: 'Print the result as JSON' })
  declare json: boolean

  async run() {
    const { config } = db.manager.get(db.primaryConnectionName)!
    if (config.client !== 'sqlite3') {
      throw new RefusedException(
        'This restores a library in a SQLite file. Use pg_restore for PostgreSQL.'
      )
    }
    const { filename } = (config as SqliteConfig).connection
    const { books, copies, aside } = await restore(this.file, filename)
    if (this.json) return this.printJson({ books, copies, file: filename, aside })
    this.logger.log(`The library with ${books} books and ${copies} copies is in ${filename}`)
    if (aside) this.logger.log(`The one that was there is in ${aside}`)
  }
}
