import type { RawRecord } from '#import/reading/csv_reader'
import { stringify } from 'csv-stringify/sync'
import { DateTime } from 'luxon'
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
import { type BookRecord, type CatalogueRecord, RejectedRow } from '#import/formats/record'
import { toIsbn13 } from '#catalogue/isbn'
import { isLifeDate } from '#catalogue/life_date'
import { type CopyStatus, isCopyStatus } from '#models/book_instance'
import { now } from '#clock'

/**
 * The columns of the file that the catalogue is exported to. Its rows are of
 * five kinds, told by the first column; a copy follows its book.
 */
export const OWN_COLUMNS = [
  ...['record', 'id', 'title', 'subtitle', 'sort_title', 'authors', 'summary', 'isbn', 'year'],
  ...['publisher', 'language', 'genres', 'name', 'sort_name', 'born', 'died', 'imprint'],
  ...['status', 'due_back', 'added'],
] as const

export type OwnColumn = (typeof OWN_COLUMNS)[number]

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** What the column of a language's code holds, and what a tag of a language looks like. */
const CODE = /^(?=.{2,8}$)[a-z]{2,8}(?:-[a-z0-9]+)*$/i
/** A clock that is ahead of this one may have written the file. */
const AHEAD = { days: 1 }
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
  if (cell === '') return []
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
  readonly #places: Record<string, number>
  /** The book that copies belong to: null after a row that was rejected, so that they are too. */
  #book: RawRecord | null = null

  constructor(names: string[]) {
    this.#places = Object.fromEntries(names.map((name, place) => [name, place]))
  }

  /**
   * @param warn Told of what the row loses, though it is kept.
   * @throws RejectedRow where it cannot be taken.
   */
  read(row: RawRecord, warn: Warn): CatalogueRecord {
    const { cells } = row
    const get = (name: OwnColumn) => unguard(cells[this.#places[name]] ?? '').toWellFormed()
    const record = get('record')
    if (record === 'book') {
      const book = this.#readBook(get, warn)
      this.#book = row
      return book
    }
    switch (record) {
      case 'author':
        checkName(get('sort_name'), 'sort name')
        return {
          kind: 'author',
          name: nameIn(get),
          sort_name: get('sort_name'),
          born: checked(get('born'), isLifeDate, 'date of a life'),
          died: checked(get('died'), isLifeDate, 'date of a life'),
          created_at: added(get, warn),
        }
      case 'genre':
        return { kind: 'genre', name: nameIn(get) }
      case 'language': {
        const code = checked(required(get, 'id'), isCode, 'code of a language')!
        return { kind: 'language', code, name: nameIn(get) }
      }
      case 'copy':
        return this.#copy(get, warn)
      default:
        throw new RejectedRow(`"${record.slice(0, 40)}" is no kind of record`)
    }
  }

  /**
   * To be told of each row that was rejected.
   *
   * @returns The row of its book where it is a copy whose book was taken
   */
  reject({ cells }: RawRecord) {
    if (cells[this.#places.record] !== 'copy') this.#book = null
    return this.#book ?? undefined
  }

  #readBook(get: Get, warn: Warn): BookRecord {
    const title = required(get, 'title')
    checkTitle(title)
    checkTitle(get('subtitle'), 'subtitle')
    checkTitle(get('sort_title'), 'sort title')
    const authors = splitNames(get('authors'))
    checkAuthors(authors)
    const year = checked(get('year'), (text) => /^-?\d{1,4}$/.test(text), 'year')
    return {
      kind: 'book',
      title,
      subtitle: get('subtitle') || null,
      sort_title: get('sort_title') || null,
      authors: authors.map((name) => ({ name, sort_name: '', born: null, died: null })),
      summary: withoutControls(get('summary')) || null,
      isbn: checked(get('isbn'), (text) => toIsbn13(text) === text, 'ISBN-13'),
      year: year === null ? null : Number(year),
      publisher: boundName(get('publisher'), 'publisher', warn),
      language_code: checked(get('language'), isCode, 'code of a language'),
      genres: boundGenres(splitNames(get('genres')), warn),
      quantity: 0,
      status: 'available',
      imprint: null,
      created_at: added(get, warn),
      isOwnRecord: true,
    }
  }

  #copy(get: Get, warn: Warn): CatalogueRecord {
    const id = checked(required(get, 'id'), (text) => UUID.test(text), 'id of a copy')!
    const status = checked(required(get, 'status'), isCopyStatus, 'status of a copy') as CopyStatus
    const dueBack = checked(get('due_back'), isDay, 'day')
    if (dueBack && status !== 'on_loan') throw new RejectedRow('due back, but not on loan')
    if (!this.#book) throw new RejectedRow('a copy without its book before it')
    return {
      kind: 'copy',
      id: id.toLowerCase(),
      imprint: boundName(get('imprint'), 'imprint', warn),
      status,
      due_back: dueBack,
      created_at: added(get, warn),
    }
  }
}

type Get = (name: OwnColumn) => string

function required(get: Get, name: OwnColumn) {
  const value = get(name)
  if (value.trim() === '') throw new RejectedRow(`no ${name.replace('_', ' ')}`)
  return value
}

function nameIn(get: Get) {
  const name = required(get, 'name')
  checkName(name, 'name')
  return name
}

/** @throws RejectedRow where the cell has another form; null where it is empty. */
function checked(text: string, isRight: (text: string) => boolean, what: string) {
  if (text === '') return null
  if (!isRight(text)) throw new RejectedRow(`"${text.slice(0, 40)}" is no ${what}`)
  return text
}

function isCode(text: string) {
  return CODE.test(text)
}

/** When the row was added; a moment that is none changes no more than that. */
function added(get: Get, warn: Warn) {
  const text = get('added')
  if (text === '') return null
  const moment = toTimestamp(text, DateTime.fromMillis(now()).plus(AHEAD))
  if (moment === null) warn(`"${text.slice(0, 40)}" is no moment in the past and was left out`)
  return moment
}
