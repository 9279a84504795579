import { args, flags } from '@adonisjs/core/ace'
import RefusedException from '#exceptions/refused_exception'
import BookInstance, { isCopyStatus } from '#models/book_instance'
import { ABOUT_REFERENCES, factsOf, lineOf, REFERENCE } from './_copies.js'
import LibraryCommand from './_library_command.js'

export default class CopiesStatus extends LibraryCommand {
  static commandName = 'copies:status'
  static description = 'Show the status of copies, or change that of one'
  static help = [
    ABOUT_REFERENCES,
    '{{ binaryName }} copies:status 9780441478125',
    '{{ binaryName }} copies:status 1234 maintenance',
    'On loan is not set here: copies:lend does it, with the day that the copy is due back.',
  ]

  @args.string({ description: REFERENCE })
  declare copy: string

  @args.string({
    description: 'available, reserved, maintenance, lost or withdrawn',
    required: false,
  })
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
      throw new RefusedException(
        `The status must be one of available, reserved, maintenance, lost, withdrawn, not "${status}".`
      )
    }
    if (status === 'on_loan') {
      throw new RefusedException('copies:lend puts a copy on loan, with its due date.')
    }
    if (copies.length > 1) {
      throw new RefusedException(
        `${copies[0].book.title} has ${copies.length} copies; name one by its code.`
      )
    }
    await copies[0].changeStatus(status)
  }
}
