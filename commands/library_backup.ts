import { stat } from 'node:fs/promises'
import { args, flags } from '@adonisjs/core/ace'
import db from '@adonisjs/lucid/services/db'
import RefusedException from '#exceptions/refused_exception'
import { writeLibrary } from '#backup/library_file'
import { checkOutput, isDatabase } from '#files/output_file'
import LibraryCommand from './_library_command.js'

export default class LibraryBackup extends LibraryCommand {
  static commandName = 'library:backup'
  static description = 'Write the whole library, sessions included, to a file'
  static help = [
    'The site may go on running: the file holds the library as it was at one moment. It is checked before it takes its place, and replaces a database of that name only then. Leftovers of interrupted backups in that folder are removed. library:restore reads it back.',
    '',
    '  {{ binaryName }} library:backup /var/backups/library.sqlite3',
  ]

  @args.string({ description: 'The file to write' })
  declare file: string

  @flags.boolean({ description: 'Print the result as JSON' })
  declare json: boolean

  async run() {
    const client = db.connection()
    if (client.dialect.name !== 'sqlite3') {
      throw new RefusedException(
        'This copies a library in a SQLite file. Use pg_dump for PostgreSQL.'
      )
    }
    const path = await checkOutput(this.file)
    const there = await stat(path).catch(() => null)
    if (there && there.size > 0 && !(await isDatabase(path))) {
      throw new RefusedException(
        `${this.file} already exists and is not a database. Choose another file.`
      )
    }
    const { books, copies } = await writeLibrary(path, (draft) =>
      client.rawQuery('vacuum into ?', [draft])
    )
    if (this.json) return this.printJson({ books, copies, file: this.file })
    this.logger.log(`The library with ${books} books and ${copies} copies is in ${this.file}`)
  }
}
