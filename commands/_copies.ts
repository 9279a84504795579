import type BookInstance from '#models/book_instance'

/** What the desk's commands print of a copy, for machines. */
export function factsOf({ id, bookId, imprint, status, dueBack }: BookInstance) {
  return { id, book: bookId, imprint, status, due_back: dueBack?.toISODate() ?? null }
}

/** What they print for people; the book has to be loaded. */
export function lineOf({ id, book, statusInWords, dueBack }: BookInstance) {
  const due = dueBack ? ` until ${dueBack.toISODate()}` : ''
  return `${id}  ${book.title}, ${statusInWords}${due}`
}
