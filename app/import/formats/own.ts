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
import { isCode } from '#import/formats/codes'
import { isDay, toTimestamp } from '#import/formats/dates'
import { type CatalogueRecord, RejectedRow } from '#import/formats/record'
import type { RawRecord } from '#import/reading/csv_reader'
import { isCopyStatus } from '#models/book_instance'

export const OWN_COLUMNS = [
  ...['record', 'id', 'title', 'subtitle', 'sort_title', 'authors', 'summary', 'isbn', 'year'],
  ...['publisher', 'language', 'genres', 'name', 'sort_name', 'born', 'died', 'imprint'],
  ...['status', 'due_back', 'added', 'code', 'place'],
  ...['series', 'volume'],
] as const

export type OwnColumn = (typeof OWN_COLUMNS)[number]

/** The column of the file, how its cells are read, and whether none may be empty. */
type Cell = [column: OwnColumn, read: (text: string, warn: Warn) => unknown, isNeeded?: true]

const CODE = /^(?=.{2,8}$)[a-z]{2,8}(?:-[a-z0-9]+)*$/i
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** A clock that is ahead of this one may have written the file. */
const AHEAD = { days: 1 }

const code = like('language code', (text) => CODE.test(text))
const bookId = like('book number', (text) => /^[1-9]\d{0,8}$/.test(text))
const copyId = like('copy id', (text) => UUID.test(text))
const year = like('year', (text) => /^-?\d{1,4}$/.test(text))
const lifeDate = like('date of birth or death', isLifeDate)
const ownName: Cell = ['name', (text) => checkName(text, 'name'), true]
const added: Cell = ['added', toMoment]

/**
 * The kinds of rows, as the first column tells them; a copy follows its book. For each what it
 * holds, by the database's names, with the column of the file: for the import and the export alike.
 */
export const KINDS = {
  language: { code: ['id', code, true], name: ownName },
  genre: { name: ownName },
  author: {
    name: ownName,
    sort_name: ['sort_name', (text) => checkName(text, 'sort name')],
    born: ['born', lifeDate],
    died: ['died', lifeDate],
    created_at: added,
  },
  book: {
    id: ['id', (text) => bookId(text) && Number(text)],
    title: ['title', (text) => checkTitle(text), true],
    subtitle: ['subtitle', (text) => checkTitle(text, 'subtitle') || null],
    sort_title: ['sort_title', (text) => checkTitle(text, 'sort title') || null],
    authors: ['authors', toAuthors],
    summary: ['summary', (text) => withoutControls(text) || null],
    isbn: ['isbn', like('ISBN-13', (text) => toIsbn13(text) === text)],
    year: ['year', (text) => year(text) && Number(text)],
    publisher: ['publisher', (text, warn) => boundName(text, 'publisher', warn)],
    language_code: ['language', code],
    genres: ['genres', (text, warn) => boundGenres(splitNames(text), warn)],
    series: ['series', (text, warn) => boundName(text, 'series', warn)],
    volume: ['volume', (text, warn) => boundName(text, 'volume', warn)],
    created_at: added,
  },
  copy: {
    id: ['id', (text) => copyId(text.toLowerCase()), true],
    code: ['code', like('copy code', isCode)],
    imprint: ['imprint', (text, warn) => boundName(text, 'imprint', warn)],
    shelf_place: ['place', (text, warn) => boundName(text, 'place', warn)],
    status: ['status', like('copy status', isCopyStatus), true],
    due_back: ['due_back', like('date', isDay)],
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
  /** The book that copies belong to: null after a row that was rejected, so that they are too. */
  #book: RawRecord | null = null

  constructor(readonly names: string[]) {}

  /** @throws RejectedRow where it cannot be taken */
  read(row: RawRecord, warn: Warn): CatalogueRecord {
    const kind = this.#cell(row, 'record')
    if (!Object.hasOwn(KINDS, kind)) {
      throw new RejectedRow(`"${kind.slice(0, 40)}" is not a valid kind of record`)
    }
    const record = { kind } as CatalogueRecord
    for (const [field, [column, read, isNeeded]] of Object.entries<Cell>(KINDS[kind as Kind])) {
      // A file that the version before wrote does not say that copies have none
      if (column === 'place' && !this.names.includes(column)) continue
      const text = this.#cell(row, column)
      if (isNeeded && text.trim() === '') throw new RejectedRow(`no ${column}`)
      Object.assign(record, { [field]: read(text, warn) })
    }
    if (record.kind === 'book') {
      this.#book = row
      const noCopies = { quantity: 0, status: 'available', code: null } as const
      return { ...record, ...noCopies, imprint: null, shelf_place: null, isOwnRecord: true }
    }
    if (record.kind === 'copy') {
      if (record.due_back && record.status !== 'on_loan') {
        throw new RejectedRow('due back, but not on loan')
      }
      if (!this.#book) throw new RejectedRow('a copy without its book before it')
    }
    return record
  }

  /** @returns the row of its book where a rejected one is a copy whose book was taken */
  reject(row: RawRecord) {
    if (this.#cell(row, 'record') !== 'copy') this.#book = null
    return this.#book ?? undefined
  }

  #cell({ cells }: RawRecord, column: OwnColumn) {
    return unguard(cells[this.names.indexOf(column)] ?? '').toWellFormed()
  }
}

/** Reads a cell that has one form; null where it is empty. */
function like(what: string, isRight: (text: string) => boolean) {
  return (text: string) => {
    if (text === '') return null
    if (!isRight(text)) throw new RejectedRow(`"${text.slice(0, 40)}" is not a valid ${what}`)
    return text
  }
}

function toAuthors(cell: string) {
  const names = splitNames(cell)
  checkAuthors(names)
  return names.map((author) => ({ name: author, sort_name: '', born: null, died: null }))
}

/** When the row was added; a moment that is none changes no more than that. */
function toMoment(text: string, warn: Warn) {
  if (text === '') return null
  const moment = toTimestamp(text, DateTime.fromMillis(now()).plus(AHEAD))
  if (moment === null) warn(`"${text.slice(0, 40)}" is not a date in the past and was left out`)
  return moment
}
