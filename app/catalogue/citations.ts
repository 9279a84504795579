import { stringify } from 'csv-stringify/sync'
import { appUrl } from '#config/app'
import type { AuthorSchema, BookSchema } from '#database/schema'

type Author = Pick<AuthorSchema, 'name' | 'sortName'>
type Fields =
  'id' | 'title' | 'subtitle' | 'series' | 'volume' | 'publisher' | 'year' | 'isbn' | 'languageCode'

interface Book extends Pick<BookSchema, Fields> {
  authors: Author[]
  genres: { name: string }[]
}

interface CountedBook extends Book {
  $extras: { copies_count?: number; available?: number }
}

/** Characters that TeX knows by names. Braces have one too: BibTeX counts even escaped ones. */
const TEX: Record<string, string> = {
  '\\': 'backslash',
  '{': 'braceleft',
  '}': 'braceright',
  '~': 'asciitilde',
  '^': 'asciicircum',
}

export function toBibtex(books: Book[]) {
  return books.map(toBibtexEntry).join('\n')
}

function toBibtexEntry(book: Book) {
  const fields = Object.entries({
    author: book.authors.map(toBibtexName).join(' and '),
    title: `{${tex(fullTitle(book))}}`,
    series: tex(book.series),
    volume: tex(book.volume),
    publisher: tex(book.publisher),
    year: tex(book.year),
    isbn: tex(book.isbn),
    language: tex(book.languageCode),
    keywords: book.genres.map((genre) => tex(genre.name)).join(', '),
    url: addressOf(book),
  }).filter(([, value]) => value)
  const lines = fields.map(([name, value]) => `  ${name} = {${value}},\n`)
  return `@book{book${book.id},\n${lines.join('')}}\n`
}

/** "Last, First" as BibTeX wants it; what has not that form is braced, so that it stays whole. */
function toBibtexName(author: Author) {
  const isPerson = author.sortName.split(',').length === 2 && !/\band\b/i.test(author.sortName)
  return isPerson ? tex(author.sortName) : `{${tex(author.name)}}`
}

function tex(value: string | number | null) {
  return line(value).replace(/[\\{}~^$&#%_]/g, (character) =>
    character in TEX ? `\\text${TEX[character]}{}` : `\\${character}`
  )
}

export function toRis(books: Book[]) {
  return books.map(toRisRecord).join('')
}

function toRisRecord(book: Book) {
  const tags = {
    TY: ['BOOK'],
    ID: [book.id],
    AU: book.authors.map((author) => author.sortName),
    TI: [fullTitle(book)],
    T2: [book.series],
    VL: [book.volume],
    PB: [book.publisher],
    PY: [book.year],
    SN: [book.isbn],
    LA: [book.languageCode],
    KW: book.genres.map((genre) => genre.name),
    UR: [addressOf(book)],
  }
  const lines = Object.entries(tags).flatMap(([tag, values]) =>
    values.filter(Boolean).map((value) => `${tag}  - ${line(value)}\r\n`)
  )
  return `${lines.join('')}ER  - \r\n`
}

/** The columns of a list as a spreadsheet has it, in their order. */
export type ListColumn =
  | 'title'
  | 'subtitle'
  | 'series'
  | 'volume'
  | 'authors'
  | 'isbn'
  | 'year'
  | 'publisher'
  | 'language'
  | 'genres'
  | 'copies'
  | 'available'
  | 'address'

/**
 * What a spreadsheet would take for a formula gets an apostrophe before it.
 * @param columns What stands above each column, in their order
 */
export function toCsv(books: CountedBook[], columns: Record<ListColumn, string>) {
  const rows = books.map((book): Record<ListColumn, unknown> => ({
    title: line(book.title),
    subtitle: line(book.subtitle),
    series: line(book.series),
    volume: line(book.volume),
    authors: book.authors.map((author) => author.name).join('; '),
    isbn: book.isbn,
    year: book.year,
    publisher: line(book.publisher),
    language: book.languageCode,
    genres: book.genres.map((genre) => genre.name).join('; '),
    copies: book.$extras.copies_count,
    available: book.$extras.available,
    address: addressOf(book),
  }))
  return stringify(rows, { header: true, columns, bom: true, escape_formulas: true })
}

function fullTitle({ title, subtitle }: Book) {
  return subtitle ? `${title}: ${subtitle}` : title
}

function addressOf(book: Book) {
  return `${appUrl}/books/${book.id}`
}

function line(value: string | number | null) {
  return String(value ?? '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}
