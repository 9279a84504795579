import { bookBuddy } from '#import/formats/bookbuddy'
import { calibre } from '#import/formats/calibre'
import { goodreads } from '#import/formats/goodreads'
import { libraryThing } from '#import/formats/librarything'
import { openReads } from '#import/formats/openreads'
import { PLAIN_COLUMNS } from '#import/formats/plain_columns'
import { type Field, FIELDS } from '#import/formats/program'
import { storyGraph } from '#import/formats/storygraph'
import ImportException from '#import/import_exception'

const PROGRAMS = [PLAIN_COLUMNS, goodreads, libraryThing, bookBuddy, calibre, storyGraph, openReads]

/** What `--map` takes besides a field: the column is not read. */
export const SKIP = 'skip'

/** A column's name as names are compared, without case, spaces and punctuation: "ISBN/UID" is "isbnuid". */
function plain(name: string) {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

interface Place {
  place: number
  /** The lower, the more telling. */
  rank: number
  meaning?: (cell: string) => string
}

/** For each field the names of its columns, with how telling they are. */
const KNOWN = Object.fromEntries(
  FIELDS.map((field) => {
    const names = new Map<string, Omit<Place, 'place'>>()
    for (const column of PROGRAMS.flatMap((program) => program[field] ?? [])) {
      const [name, meaning] = typeof column === 'string' ? [column] : column
      const rank = names.size
      if (!names.has(plain(name))) names.set(plain(name), { rank, meaning })
    }
    return [field, names]
  })
) as Record<Field, Map<string, Omit<Place, 'place'>>>

export function isKnownColumn(name: string) {
  return FIELDS.some((field) => KNOWN[field].has(plain(name)))
}

/**
 * What `--map their=ours` asks for, by their name.
 *
 * @throws ImportException naming our fields, where one is none of them.
 */
export function parseMap(pairs: string[]) {
  const map = new Map<string, string>()
  for (const pair of pairs) {
    const at = pair.lastIndexOf('=')
    const ours = pair
      .slice(at + 1)
      .trim()
      .toLowerCase()
    if (at < 1 || !([...FIELDS, SKIP] as string[]).includes(ours)) {
      throw new ImportException(
        `--map "${pair}" says nothing known; write their=ours, where ours is one of ${[...FIELDS, SKIP].join(', ')}`
      )
    }
    map.set(plain(pair.slice(0, at)), ours)
  }
  return map
}

/** Which columns hold what, by the names that they have in the file. */
export class Columns {
  readonly #places: Partial<Record<Field, Place[]>> = {}

  constructor(
    readonly names: string[],
    map: Map<string, string> = new Map()
  ) {
    const found = names.map(plain)
    for (const field of FIELDS) {
      const places = found.flatMap((name, place): Place[] => {
        const mapped = map.get(name)
        if (mapped === field) return [{ place, rank: -1 }]
        const known = mapped ? undefined : KNOWN[field].get(name)
        return known ? [{ place, ...known }] : []
      })
      this.#places[field] = places.sort((a, b) => a.rank - b.rank)
    }
    const unknown = [...map.keys()].find((name) => !found.includes(name))
    if (unknown) {
      throw new ImportException(
        `--map names a column "${unknown}" that the file has not; it has ${list(names)}`
      )
    }
  }

  has(field: Field) {
    return this.#places[field]!.length > 0
  }

  /** What the record's cells hold for the field, the most telling first. */
  *all(cells: string[], field: Field) {
    for (const { place, meaning } of this.#places[field]!) {
      const cell = cells[place] ?? ''
      const value = meaning ? meaning(cell) : cell
      if (value.trim() !== '') yield value
    }
  }

  first(cells: string[], field: Field): string | undefined {
    return this.all(cells, field).next().value ?? undefined
  }
}

/** Names of columns for a sentence, no more of them than a reader takes in. */
export function list(names: string[]) {
  const shown = names.slice(0, 12).map((name) => `"${name.slice(0, 40).replace(/\s+/g, ' ')}"`)
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}
