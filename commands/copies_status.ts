import { args, flags } from '@adonisjs/core/ace'
import RefusedException from '#exceptions/refused_exception'
import BookInstance, { isCopyStatus } from '#models/book_instance'
import { factsOf, lineOf } from './_copies.js'
import LibraryCommand from './_library_command.js'

export default class CopiesStatus extends LibraryCommand {
  static commandName = 'copies:status'
  static description = 'Show the status of copies, or change that of one'
  static help = [
    '{{ binaryName }} copies:status 9780441478125',
    '{{ binaryName }} copies:status 0b7e6a1c-5f0e-4d5c-9f5e-3c1f4f2b8a11 maintenance',
    'On loan is not set here: copies:lend does it, with the day that the copy is due back.',
  ]

  @args.string({ description: 'Uuid of the copy, or id or ISBN of its book' })
  declare copy: string

  @args.string({ description: 'available, reserved or maintenance', required: false })
  declare status?: string

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const copies = await BookInstance.findByReference(this.copy)
    if (this.status) await this.#change(copies, this.status)

    if (this.json) return this.printJson(copies.map(factsOf))
    for (const copy of copies) this.logger.log(lineOf(copy))
  }

  async #change(copies: BookInstance[], status: string) {
    if (!isCopyStatus(status)) {
      throw new RefusedException(`"${status}" is none of available, reserved, maintenance.`)
    }
    if (status === 'on_loan') {
      throw new RefusedException('copies:lend puts a copy on loan, with its due date.')
    }
    if (copies.length > 1) {
      throw new RefusedException(
        `${copies[0].book.title} has ${copies.length} copies; name one by its uuid.`
      )
    }
    await copies[0].changeStatus(status)
  }
}
