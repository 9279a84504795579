import { MOST_COLUMNS } from '#import/formats/bounds'
import { COLUMN_NAMES, type Field, FIELDS } from '#import/formats/column_names'
import RefusedException from '#exceptions/refused_exception'

/** What `--map` takes: a field, or that the column is not read. */
export const MAPPED = [...FIELDS, 'skip']

/** A column's name as names are compared: "ISBN/UID" is "isbnuid". */
function plain(name: string) {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

const KNOWN = FIELDS.map((field) => [field, COLUMN_NAMES[field].split(', ').map(plain)] as const)
const KNOWN_NAMES = new Set(KNOWN.flatMap(([, names]) => names))

/** The delimiter that makes the most known columns of the first line, or else the most columns. */
export function sniffDelimiter(text: string) {
  const [header] = text.trimStart().match(/^(?:"(?:[^"]|"")*"|[^\r\n])*/)!
  const line = header.replace(/"(?:[^"]|"")*"/g, (quoted) => quoted.replace(/[,;\t|]/g, ' '))
  const scores = [',', ';', '\t', '|'].map((delimiter) => {
    const names = line.split(delimiter, MOST_COLUMNS)
    return {
      delimiter,
      known: names.filter((name) => KNOWN_NAMES.has(plain(name))).length,
      count: names.length,
    }
  })
  scores.sort((a, b) => b.known - a.known || b.count - a.count)
  return scores[0].delimiter
}

/** @returns our fields by their names */
export function parseMap(pairs: string[]) {
  const map = new Map<string, string>()
  for (const pair of pairs) {
    const [, theirs, ours] = pair.match(/^(.+)=(.*)$/s) ?? []
    const field = ours?.trim().toLowerCase()
    if (!MAPPED.includes(field)) {
      throw new RefusedException(
        `--map "${pair}" is not understood; write their=ours, where ours is one of ${MAPPED.join(', ')}`
      )
    }
    map.set(plain(theirs), field)
  }
  return map
}

export class Columns {
  readonly #places: Record<Field, number[]>

  constructor(
    readonly names: string[],
    map = new Map<string, string>()
  ) {
    const found = Map.groupBy(names.keys(), (place) => plain(names[place]))
    const missing = [...map.keys()].find((name) => !found.has(name))
    if (missing) {
      throw new RefusedException(
        `--map names a column "${missing}" that the file does not have; it has ${list(names)}`
      )
    }
    const isReaders = [...found.keys()].some((name) => name.endsWith('rating'))
    const places = KNOWN.map(([field, known]) => {
      const mapped = [...map.keys()].filter((name) => map.get(name) === field)
      const unmapped = known.filter((name) => !map.has(name) && !(isReaders && name === 'shelf'))
      return [field, [...mapped, ...unmapped].flatMap((name) => found.get(name) ?? [])]
    })
    this.#places = Object.fromEntries(places)
  }

  has(field: Field) {
    return this.#places[field].length > 0
  }

  /** What the record's cells hold for the field, the most telling first. */
  all(cells: string[], field: Field) {
    return this.#places[field].flatMap((place) => (cells[place]?.trim() ? cells[place] : []))
  }

  first(cells: string[], field: Field): string | undefined {
    const place = this.#places[field].find((number) => cells[number]?.trim())
    return place === undefined ? undefined : cells[place]
  }
}

export function list(names: string[]) {
  const shown = names.slice(0, 12).map((name) => `"${name.slice(0, 40).replace(/\s+/g, ' ')}"`)
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}
