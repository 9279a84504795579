/** What no name holds. */
const SEPARATOR = '\u001F'

/** A column of a select from books: a column of their authors or genres as one text, or null. */
export function linkedNames(kind: 'author' | 'genre', column: 'name' | 'name_key', order: string) {
  return `(select string_agg(${column}, '${SEPARATOR}' order by ${order})
    from book_${kind}s join ${kind}s on ${kind}s.id = ${kind}_id where book_id = books.id)`
}

export function splitLinked(text: string | null) {
  return text === null ? [] : text.split(SEPARATOR)
}
