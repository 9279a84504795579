import { args, flags } from '@adonisjs/core/ace'
import db from '@adonisjs/lucid/services/db'
import RefusedException from '#exceptions/refused_exception'
import Book from '#models/book'
import BookInstance, { isCodeNumber } from '#models/book_instance'
import { transaction } from '#sql/transaction'
import { ABOUT_REFERENCES, factsOf, lineOf } from './_copies.js'
import LibraryCommand from './_library_command.js'

export default class CopiesAdd extends LibraryCommand {
  static commandName = 'copies:add'
  static description = 'Add copies of a book; they are in maintenance until they are shelved'
  static help = [
    ABOUT_REFERENCES,
    '{{ binaryName }} copies:add 9780441478125 --count=2 --imprint="Ace, 1987"',
    '{{ binaryName }} copies:add book:12',
  ]

  @args.string({ description: 'ISBN of the book, or book:12' })
  declare book: string

  @flags.number({ description: 'How many copies, 1 to 1000', default: 1 })
  declare count: number

  @flags.string({ description: 'Publisher and year of these copies' })
  declare imprint?: string

  @flags.boolean({ description: 'Put them on the shelf at once, available' })
  declare shelve: boolean

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    if (!Number.isInteger(this.count) || this.count < 1 || this.count > 1000) {
      throw new RefusedException('--count takes a whole number from 1 to 1000.')
    }
    if (isCodeNumber(this.book)) {
      throw new RefusedException(
        `A bare number is the code of a copy. The book of that number is named by book:${this.book}.`
      )
    }
    const book = await Book.findByReference(this.book)
    if (!book) throw new RefusedException(`No book has the id or ISBN "${this.book}".`)

    const copies = await transaction(db.connection(), (client) =>
      BookInstance.createMany(
        Array.from({ length: this.count }, () => ({
          bookId: book.id,
          imprint: this.imprint ?? null,
          status: this.shelve ? ('available' as const) : ('maintenance' as const),
        })),
        { client }
      )
    )
    for (const copy of copies) copy.$setRelated('book', book)

    if (this.json) return this.printJson(copies.map(factsOf))
    for (const copy of copies) this.logger.log(lineOf(copy))
  }
}
