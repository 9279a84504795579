import { isMistypedCard, toCard } from '#catalogue/cards'
import { toIsbn13 } from '#catalogue/isbn'
import Book from '#models/book'
import BookInstance from '#models/book_instance'
import Member from '#models/member'

const LONGEST = 200
const MOST_MEMBERS = 20

export type Reading =
  | { what: 'member'; member: Member }
  | { what: 'copy'; copy: BookInstance }
  | { what: 'choice'; members: Member[]; copies: BookInstance[] }
  | { what: 'nothing'; why: 'mistyped' | 'no_copy' | 'unknown'; name: string }

/** What was typed or scanned, in one line and without what no keyboard types. */
export function lineOf(text: unknown) {
  if (typeof text !== 'string') return ''
  const line = text.slice(0, LONGEST).toWellFormed()
  return line.replace(/[\p{Cc}\s]+/gu, ' ').trim()
}

/**
 * Cards, codes and ISBN are read exactly, never by a part; whatever else has letters is looked for
 * among the names of members.
 */
export async function read(line: string): Promise<Reading> {
  const card = toCard(line)
  const member = await Member.findBy('card', card)
  const copies = await copiesOf(line.replace(/^\*|\*$/g, ''))
  if (member && copies.length === 0) return { what: 'member', member }
  if (!member && copies.length === 1) return { what: 'copy', copy: copies[0] }
  if (copies.length > 0) return { what: 'choice', members: member ? [member] : [], copies }

  const isbn = toIsbn13(line)
  const book = isbn && (await Book.findBy('isbn', isbn))
  if (book) return { what: 'nothing', why: 'no_copy', name: book.title }
  if (isMistypedCard(card)) return { what: 'nothing', why: 'mistyped', name: card }
  const members = /\p{L}/u.test(line) ? await Member.search(line, MOST_MEMBERS) : []
  if (members.length === 0) return { what: 'nothing', why: 'unknown', name: line }
  return { what: 'choice', members, copies: [] }
}

/** The copy that has the code; else those of the book that has the ISBN. */
async function copiesOf(reference: string) {
  const query = () => BookInstance.query().preload('book')
  const withCode = await query().where('code', reference)
  const isbn = withCode.length === 0 && toIsbn13(reference)
  if (!isbn) return withCode
  return query()
    .whereHas('book', (books) => books.where('isbn', isbn))
    .withScopes((copies) => copies.ordered())
}
