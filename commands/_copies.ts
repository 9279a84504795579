import type BookInstance from '#models/book_instance'

/** How an argument names copies. */
export const REFERENCE = 'Code or uuid of the copy; or ISBN of its book, or book:12'

export const ABOUT_REFERENCES =
  'A bare number is the code of a copy, as its label has it. Book number 12, whose page is /books/12, is written book:12.'

/** What the desk's commands print of a copy, for machines. */
export function factsOf({ id, code, bookId, imprint, status, dueBack }: BookInstance) {
  return { id, code, book: bookId, imprint, status, due_back: dueBack?.toISODate() ?? null }
}

/** What they print for people; the book has to be loaded. */
export function lineOf({ code, book, statusInWords, dueBack }: BookInstance) {
  const due = dueBack ? ` until ${dueBack.toISODate()}` : ''
  return `${code}  ${book.title}, ${statusInWords}${due}`
}
