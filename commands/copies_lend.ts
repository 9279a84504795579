import { args, flags } from '@adonisjs/core/ace'
import { DateTime } from 'luxon'
import RefusedException from '#exceptions/refused_exception'
import BookInstance from '#models/book_instance'
import { today } from '#clock'
import { ABOUT_REFERENCES, factsOf, lineOf, REFERENCE } from './_copies.js'
import Library from '#models/library'
import Member from '#models/member'
import LibraryCommand from './_library_command.js'

export default class CopiesLend extends LibraryCommand {
  static commandName = 'copies:lend'
  static description = 'Lend a copy until a day'
  static help = [
    ABOUT_REFERENCES,
    'A book lends the first of its copies that is available.',
    '{{ binaryName }} copies:lend 1234 --to=P00017',
    '{{ binaryName }} copies:lend 9780441478125 --days=28',
    '{{ binaryName }} copies:lend 9780441478125 --until=2027-01-31',
  ]

  @args.string({ description: REFERENCE })
  declare copy: string

  @flags.string({ description: 'The day that it is due back, as 2027-01-31' })
  declare until?: string

  @flags.number({ description: 'Days from today until it is due back; without them, 21' })
  declare days?: number

  @flags.string({ description: 'The card or e-mail address of who borrows it' })
  declare to?: string

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    // Days are those of the library
    await Library.read()
    const member = this.to === undefined ? null : await Member.findByReferenceOrRefuse(this.to)

    const copies = await BookInstance.findByReference(this.copy)
    const available = copies.find(({ status }) => status === 'available')
    if (!available && copies.length > 1) {
      throw new RefusedException(
        `None of the ${copies.length} copies of ${copies[0].book.title} is available.`
      )
    }
    const copy = available ?? copies[0]
    await copy.lend(member, { dueOn: this.#dueDay() })
    this.json ? this.printJson(factsOf(copy)) : this.logger.log(lineOf(copy))
  }

  /** Where none is told, the rules of the library have one. */
  #dueDay() {
    if (this.until !== undefined) return DateTime.fromISO(this.until)
    return this.days === undefined ? undefined : today().plus({ days: this.days })
  }
}
