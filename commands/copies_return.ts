import { args, flags } from '@adonisjs/core/ace'
import RefusedException from '#exceptions/refused_exception'
import BookInstance from '#models/book_instance'
import { ABOUT_REFERENCES, factsOf, lineOf, REFERENCE } from './_copies.js'
import LibraryCommand from './_library_command.js'

export default class CopiesReturn extends LibraryCommand {
  static commandName = 'copies:return'
  static description = 'Take a copy back from loan'
  static help = [
    ABOUT_REFERENCES,
    'A book is enough where just one of its copies is on loan.',
    '{{ binaryName }} copies:return 1234',
    '{{ binaryName }} copies:return 9780441478125',
  ]

  @args.string({ description: REFERENCE })
  declare copy: string

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const copies = await BookInstance.findByReference(this.copy)
    const onLoan = copies.filter(({ status }) => status === 'on_loan')
    if (onLoan.length > 1) {
      const codes = onLoan.map(({ code }) => code).join(', ')
      throw new RefusedException(
        `${onLoan.length} copies of ${copies[0].book.title} are on loan; name one of ${codes}.`
      )
    }
    const copy = onLoan[0] ?? copies[0]
    await copy.return()
    this.json ? this.printJson(factsOf(copy)) : this.logger.log(lineOf(copy))
  }
}
