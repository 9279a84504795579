import { flags } from '@adonisjs/core/ace'
import db from '@adonisjs/lucid/services/db'
import BookInstance from '#models/book_instance'
import { disagreements } from '#models/ledger'
import LibraryCommand from './_library_command.js'

export default class LibraryCheck extends LibraryCommand {
  static commandName = 'library:check'
  static description = 'Tell where copies and loans disagree, which they never should'

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const found = await disagreements(db.connection())
    if (found.length > 0) this.exitCode = 1
    if (this.json) return this.printJson(found)
    const ids = found.map(({ copy }) => copy)
    const copies = await BookInstance.query().whereIn('id', ids)
    const codes = new Map(copies.map(({ id, code }) => [id, code]))
    for (const { wrong, copy } of found) this.logger.log(`${codes.get(copy)}: ${wrong}`)
    this.logger.log(found.length > 0 ? `${found.length} in all` : 'Copies and loans agree.')
  }
}
