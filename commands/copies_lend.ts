import { args, flags } from '@adonisjs/core/ace'
import { DateTime } from 'luxon'
import RefusedException from '#exceptions/refused_exception'
import BookInstance from '#models/book_instance'
import { today } from '#clock'
import { ABOUT_REFERENCES, factsOf, lineOf, REFERENCE } from './_copies.js'
import Library from '#models/library'
import LibraryCommand from './_library_command.js'

export default class CopiesLend extends LibraryCommand {
  static commandName = 'copies:lend'
  static description = 'Lend a copy until a day'
  static help = [
    ABOUT_REFERENCES,
    'A book lends the first of its copies that is available.',
    '{{ binaryName }} copies:lend 1234',
    '{{ binaryName }} copies:lend 9780441478125 --days=28',
    '{{ binaryName }} copies:lend 9780441478125 --until=2027-01-31',
  ]

  @args.string({ description: REFERENCE })
  declare copy: string

  @flags.string({ description: 'The day that it is due back, as 2027-01-31' })
  declare until?: string

  @flags.number({ description: 'Days from today until it is due back', default: 14 })
  declare days: number

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    // Days are those of the library
    await Library.read()
    const dueBack = this.until ? DateTime.fromISO(this.until) : today().plus({ days: this.days })
    if (!dueBack.isValid || dueBack < today()) {
      throw new RefusedException('The due date must be today or later, for example 2027-01-31.')
    }

    const copies = await BookInstance.findByReference(this.copy)
    const available = copies.find(({ status }) => status === 'available')
    if (!available && copies.length > 1) {
      throw new RefusedException(
        `None of the ${copies.length} copies of ${copies[0].book.title} is available.`
      )
    }
    const copy = await (available ?? copies[0]).lend(dueBack)
    this.json ? this.printJson(factsOf(copy)) : this.logger.log(lineOf(copy))
  }
}
