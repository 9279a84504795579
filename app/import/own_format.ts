import { type BookEntry, type CopyStatus, type Entry, RejectedRow, STATUSES } from '#import/entry'

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
const FORMULA = /^'*[=+\-@\t\r]/

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function guard(cell: string) {
  return FORMULA.test(cell) ? `'${cell}` : cell
}

export function unguard(cell: string) {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
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
  /** The book that copies belong to: null after one that was rejected, so that they are too. */
  #bookIsThere = false

  constructor(names: string[]) {
    this.#places = Object.fromEntries(names.map((name, place) => [name, place]))
  }

  /** @throws RejectedRow where the row cannot be taken. */
  read(cells: string[]): Entry {
    const get = (name: OwnColumn) => unguard(cells[this.#places[name]] ?? '')
    const record = get('record')
    if (record === 'book') {
      this.#bookIsThere = false
      const book = this.#book(get)
      this.#bookIsThere = true
      return book
    }
    const added = get('added') || null
    switch (record) {
      case 'author':
        return {
          kind: 'author',
          name: required(get, 'name'),
          sortName: get('sort_name'),
          born: get('born') || null,
          died: get('died') || null,
          added,
        }
      case 'genre':
        return { kind: 'genre', name: required(get, 'name') }
      case 'language':
        return { kind: 'language', code: required(get, 'id'), name: required(get, 'name') }
      case 'copy':
        return this.#copy(get, added)
      default:
        throw new RejectedRow(`"${record.slice(0, 40)}" is no kind of record`)
    }
  }

  #book(get: (name: OwnColumn) => string): BookEntry {
    const isbn = get('isbn') || null
    if (isbn !== null && !/^97[89]\d{10}$/.test(isbn))
      throw new RejectedRow(`"${isbn}" is no ISBN-13`)
    return {
      kind: 'book',
      title: required(get, 'title'),
      subtitle: get('subtitle') || null,
      sortTitle: get('sort_title') || null,
      authors: splitNames(get('authors')).map((name) => ({
        name,
        sortName: '',
        born: null,
        died: null,
      })),
      summary: get('summary') || null,
      isbn,
      year: get('year') === '' ? null : Number.parseInt(get('year')),
      publisher: get('publisher') || null,
      languageCode: get('language') || null,
      genres: splitNames(get('genres')),
      quantity: 0,
      status: 'available',
      imprint: null,
      added: get('added') || null,
      isOwnRecord: true,
    }
  }

  #copy(get: (name: OwnColumn) => string, added: string | null): Entry {
    const status = STATUSES.find((known) => known === get('status'))
    const id = get('id')
    const dueBack = get('due_back') || null
    if (!UUID.test(id)) throw new RejectedRow(`"${id.slice(0, 40)}" is no id of a copy`)
    if (!status) throw new RejectedRow(`"${get('status').slice(0, 40)}" is no status of a copy`)
    if (dueBack && status !== 'on_loan') throw new RejectedRow('due back, but not on loan')
    if (!this.#bookIsThere) throw new RejectedRow('a copy without its book before it')
    return {
      kind: 'copy',
      id: id.toLowerCase(),
      imprint: get('imprint') || null,
      status: status as CopyStatus,
      dueBack,
      added,
    }
  }
}

function required(get: (name: OwnColumn) => string, name: OwnColumn) {
  const value = get(name)
  if (value.trim() === '') throw new RejectedRow(`no ${name.replace('_', ' ')}`)
  return value
}
