import { RejectedRow } from '#import/formats/record'
import RefusedException from '#exceptions/refused_exception'

/** In characters, as all lengths; more is damage or a mistake. What is longer is read no further, since that alone would fill the memory. */
export const LONGEST_LINE = 1_000_000
export const MOST_COLUMNS = 1_000
export const MOST_COPIES = 9_999
export const LONGEST_NAME = 255
const LONGEST_TITLE = 2_000
const MOST_AUTHORS = 100
const MOST_GENRES = 50
/** Longer than this, a cell of authors holds too many of them: they are not told apart first. */
const LONGEST_AUTHORS = 2 * MOST_AUTHORS * LONGEST_NAME

const CONTROL = /[\p{Cc}--[\t-\r\x80-\x9F]]/v
const CONTROLS = new RegExp(CONTROL, 'gv')

/** Told of what a row loses, though it is kept. */
export type Warn = (sentence: string) => void

/** @throws RefusedException where a line, or a record that begins there, is too long to be one */
export function checkLength(line: number, length: number) {
  if (length > LONGEST_LINE) refuse(line, LONGEST_LINE, 'characters')
}

export function checkColumns(line: number, columns: number) {
  if (columns > MOST_COLUMNS) refuse(line, MOST_COLUMNS, 'columns')
}

function refuse(line: number, most: number, what: string): never {
  const number = most.toLocaleString('en')
  throw new RefusedException(
    `line ${line} has more than ${number} ${what}: this is not a list of books`
  )
}

/** @throws RejectedRow where this can be no title, or what else of a book's is as long */
export function checkTitle(text: string, what = 'title') {
  return check(text, what, LONGEST_TITLE)
}

export function checkName(text: string, what: string) {
  return check(text, what, LONGEST_NAME)
}

export function checkAuthorCell(cell: string) {
  if (cell.length > LONGEST_AUTHORS) {
    throw new RejectedRow(`authors of ${cell.length} letters, more than ${LONGEST_AUTHORS}`)
  }
}

export function checkAuthors(names: string[]) {
  for (const name of names) checkName(name, 'author')
  if (names.length > MOST_AUTHORS) {
    throw new RejectedRow(`${names.length} authors, more than ${MOST_AUTHORS}`)
  }
}

/** Each genre once, without those that are none or too many. */
export function boundGenres(names: string[], warn: Warn) {
  const clean = names.filter((name) => !CONTROL.test(name))
  const short = clean.filter((name) => name.length <= LONGEST_NAME)
  const isCut = short.length < clean.length
  if (isCut) warn(`a genre of more than ${LONGEST_NAME} letters was left out`)
  const genres = [...new Set(short)]
  if (genres.length > MOST_GENRES) {
    warn(`of ${genres.length} genres only the first ${MOST_GENRES} were taken`)
  }
  return genres.slice(0, MOST_GENRES)
}

/** A publisher or an imprint, less what it cannot hold; null where nothing is left. */
export function boundName(text: string, what: string, warn: Warn) {
  const name = withoutControls(text)
  if (name.length <= LONGEST_NAME) return name || null
  warn(`the ${what} was cut to ${LONGEST_NAME} letters`)
  return name.slice(0, LONGEST_NAME).toWellFormed()
}

export function withoutControls(text: string) {
  return text.replace(CONTROLS, '')
}

function check(text: string, what: string, longest: number) {
  if (CONTROL.test(text)) throw new RejectedRow(`control characters in the ${what}`)
  if (text.length <= longest) return text
  const article = /^[aeiou]/.test(what) ? 'an' : 'a'
  throw new RejectedRow(`${article} ${what} of ${text.length} letters, more than ${longest}`)
}
