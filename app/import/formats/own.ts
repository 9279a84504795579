import { stringify } from 'csv-stringify/sync'
import { DateTime } from 'luxon'
import { now } from '#clock'
import { toIsbn13 } from '#catalogue/isbn'
import { isLifeDate } from '#catalogue/life_date'
import {
  boundGenres,
  boundName,
  checkAuthors,
  checkName,
  checkTitle,
  type Warn,
  withoutControls,
} from '#import/formats/bounds'
import { isDay, toTimestamp } from '#import/formats/dates'
import { type CatalogueRecord, RejectedRow } from '#import/formats/record'
import type { RawRecord } from '#import/reading/csv_reader'
import { isCopyStatus } from '#models/book_instance'

/** The columns of the file that the catalogue is exported to. */
export const OWN_COLUMNS = [
  ...['record', 'id', 'title', 'subtitle', 'sort_title', 'authors', 'summary', 'isbn', 'year'],
  ...['publisher', 'language', 'genres', 'name', 'sort_name', 'born', 'died', 'imprint'],
  ...['status', 'due_back', 'added'],
] as const

export type OwnColumn = (typeof OWN_COLUMNS)[number]

/** The column of the file, and how its cells are read; @throws RejectedRow where they cannot be. */
type Cell = [column: OwnColumn, read: (text: string, warn: Warn) => unknown]

const CODE = /^(?=.{2,8}$)[a-z]{2,8}(?:-[a-z0-9]+)*$/i
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** A clock that is ahead of this one may have written the file. */
const AHEAD = { days: 1 }

const code = like('code of a language', (text) => CODE.test(text))
const copyId = like('id of a copy', (text) => UUID.test(text))
const lifeDate = like('date of a life', isLifeDate)
const name = needed(['name', (text) => checkName(text, 'name')])
const added: Cell = ['added', toMoment]

/**
 * The kinds of rows, as the first column tells them; a copy follows its book. For each what it
 * holds, by the database's names, with the column of the file: for the import and the export alike.
 */
export const KINDS = {
  language: { code: needed(['id', code]), name },
  genre: { name },
  author: {
    name,
    sort_name: ['sort_name', (text) => checkName(text, 'sort name')],
    born: ['born', lifeDate],
    died: ['died', lifeDate],
    created_at: added,
  },
  book: {
    title: needed(['title', (text) => checkTitle(text)]),
    subtitle: ['subtitle', (text) => checkTitle(text, 'subtitle') || null],
    sort_title: ['sort_title', (text) => checkTitle(text, 'sort title') || null],
    authors: ['authors', toAuthors],
    summary: ['summary', (text) => withoutControls(text) || null],
    isbn: ['isbn', like('ISBN-13', (text) => toIsbn13(text) === text)],
    year: ['year', toNumber],
    publisher: ['publisher', (text, warn) => boundName(text, 'publisher', warn)],
    language_code: ['language', code],
    genres: ['genres', (text, warn) => boundGenres(splitNames(text), warn)],
    created_at: added,
  },
  copy: {
    id: needed(['id', (text) => copyId(text.toLowerCase())]),
    imprint: ['imprint', (text, warn) => boundName(text, 'imprint', warn)],
    status: needed(['status', like('status of a copy', isCopyStatus)]),
    due_back: ['due_back', like('day', isDay)],
    created_at: added,
  },
} satisfies Record<string, Record<string, Cell>>

export type Kind = keyof typeof KINDS

const FORMULA = /^'*[=+\-@\t\r]/

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function guard(cell: string) {
  return FORMULA.test(cell) ? `'${cell}` : cell
}

export function unguard(cell: string) {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}

/** Rows as lines of a file that a spreadsheet can open. */
export function toCsv(rows: string[][]) {
  return stringify(rows.map((row) => row.map(guard)))
}

/** Names in one cell: "A; B", with a semicolon of their own as "\;". */
export function joinNames(names: string[]) {
  return names.map((name) => name.replace(/[\\;]/g, '\\$&')).join('; ')
}

export function splitNames(cell: string) {
  const parts = cell.match(/(?:\\.|[^\\;])+/gs) ?? []
  return parts.map((part, index) =>
    (index === 0 ? part : part.replace(/^ /, '')).replace(/\\(.)/gs, '$1')
  )
}

export function isOwnFormat(names: string[]) {
  return names[0] === 'record' && names.includes('id') && names.includes('title')
}

/** Turns the rows of an exported catalogue back into what they were made from. */
export class OwnRows {
  readonly #places: Map<string, number>
  /** The book that copies belong to: null after a row that was rejected, so that they are too. */
  #book: RawRecord | null = null

  constructor(names: string[]) {
    this.#places = new Map(names.map((column, place) => [column, place]))
  }

  /**
   * @param warn Told of what the row loses, though it is kept.
   * @throws RejectedRow where it cannot be taken.
   */
  read(row: RawRecord, warn: Warn): CatalogueRecord {
    const kind = this.#cell(row, 'record')
    if (!Object.hasOwn(KINDS, kind)) {
      throw new RejectedRow(`"${kind.slice(0, 40)}" is no kind of record`)
    }
    const record = { kind } as CatalogueRecord
    for (const [field, [column, read]] of Object.entries<Cell>(KINDS[kind as Kind])) {
      Object.assign(record, { [field]: read(this.#cell(row, column), warn) })
    }
    if (record.kind === 'book') {
      this.#book = row
      return { ...record, quantity: 0, status: 'available', imprint: null, isOwnRecord: true }
    }
    if (record.kind === 'copy') {
      if (record.due_back && record.status !== 'on_loan') {
        throw new RejectedRow('due back, but not on loan')
      }
      if (!this.#book) throw new RejectedRow('a copy without its book before it')
    }
    return record
  }

  /**
   * To be told of each row that was rejected.
   *
   * @returns The row of its book where it is a copy whose book was taken
   */
  reject(row: RawRecord) {
    if (this.#cell(row, 'record') !== 'copy') this.#book = null
    return this.#book ?? undefined
  }

  #cell({ cells }: RawRecord, column: OwnColumn) {
    return unguard(cells[this.#places.get(column)!] ?? '').toWellFormed()
  }
}

function needed([column, read]: Cell): Cell {
  return [
    column,
    (text, warn) => {
      if (text.trim() === '') throw new RejectedRow(`no ${column}`)
      return read(text, warn)
    },
  ]
}

/** Reads a cell that has one form; null where it is empty. */
function like(what: string, isRight: (text: string) => boolean) {
  return (text: string) => {
    if (text === '') return null
    if (!isRight(text)) throw new RejectedRow(`"${text.slice(0, 40)}" is no ${what}`)
    return text
  }
}

function toAuthors(cell: string) {
  const names = splitNames(cell)
  checkAuthors(names)
  return names.map((author) => ({ name: author, sort_name: '', born: null, died: null }))
}

function toNumber(cell: string) {
  const year = like('year', (text) => /^-?\d{1,4}$/.test(text))(cell)
  return year === null ? null : Number(year)
}

/** When the row was added; a moment that is none changes no more than that. */
function toMoment(text: string, warn: Warn) {
  if (text === '') return null
  const moment = toTimestamp(text, DateTime.fromMillis(now()).plus(AHEAD))
  if (moment === null) warn(`"${text.slice(0, 40)}" is no moment in the past and was left out`)
  return moment
}
