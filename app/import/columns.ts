import ImportException from '#import/import_exception'

/**
 * The names that exporters give to what a book has here, the most telling
 * first: without case, spaces and punctuation.
 */
const NAMES = {
  title: ['title', 'booktitle', 'titel', 'titre', 'titulo', 'título', 'titolo', 'name', 'bookname'],
  subtitle: ['subtitle', 'booksubtitle', 'untertitel'],
  authors: [
    ...[
      'authors',
      'author',
      'authortext',
      'authorname',
      'authornames',
      'authorsname',
      'authorname',
    ],
    ...['authorsfl', 'primaryauthor', 'bookauthor', 'creator', 'creators', 'autor', 'auteur', 'by'],
    ...['writer', 'editor', 'editors'],
  ],
  author_sort: ['authorlf', 'authorlastfirst', 'authorsort', 'authorslf', 'authorsortname'],
  more_authors: ['additionalauthors', 'secondaryauthor'],
  summary: ['summary', 'description', 'comments', 'synopsis', 'blurb', 'abstract', 'annotation'],
  isbn: [
    ...['isbn13', 'isbn', 'isbnuid', 'isbn10', 'originalisbn', 'isbns', 'ean', 'bookisbn'],
    ...['identifiers'],
  ],
  year: [
    ...['yearpublished', 'yearofpublication', 'publicationyear', 'year', 'pubyear', 'jahr'],
    ...['datepublished', 'publicationdate', 'publishdate', 'publisheddate', 'pubdate', 'published'],
    ...['date', 'publication', 'originalyearpublished', 'originalpublicationyear'],
  ],
  publisher: ['publisher', 'publishers', 'publishername', 'verlag', 'editeur', 'publication'],
  language: ['languagecode', 'languagecodea', 'language', 'languages', 'lang', 'sprache', 'langue'],
  genres: ['genres', 'genre', 'categories', 'subjects', 'tags'],
  quantity: ['quantity', 'copies', 'numberofcopies', 'copycount'],
  owned: ['ownedcopies'],
  status: ['copystatus', 'availability', 'status'],
  imprint: ['imprint'],
  added: ['dateadded', 'added', 'entrydate', 'timestamp', 'addedon', 'createdat'],
  not_owned: ['wishlist', 'previouslyowned'],
} as const

export type Field = keyof typeof NAMES

export const FIELDS = Object.keys(NAMES) as Field[]

/** What `--map` takes besides a field: the column is not read. */
export const SKIP = 'skip'

const PLACES = new Map(
  FIELDS.flatMap((field) => NAMES[field].map((name, rank) => ({ field, name, rank }))).map(
    ({ field, name, rank }) => [`${field} ${name}`, rank]
  )
)

/** A column's name as exporters' names are compared: "ISBN/UID" is "isbnuid". */
function plain(name: string) {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

export function isKnownColumn(name: string) {
  return FIELDS.some((field) => PLACES.has(`${field} ${plain(name)}`))
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
  readonly #places: Partial<Record<Field, number[]>> = {}

  constructor(
    readonly names: string[],
    map: Map<string, string> = new Map()
  ) {
    const found = names.map(plain)
    for (const field of FIELDS) {
      const places = found.flatMap((name, place) => {
        const mapped = map.get(name)
        const rank = mapped === field ? -1 : mapped ? undefined : PLACES.get(`${field} ${name}`)
        return rank === undefined ? [] : [{ place, rank }]
      })
      this.#places[field] = places.sort((a, b) => a.rank - b.rank).map(({ place }) => place)
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

  /** All that the record's cells hold for the field, the most telling first. */
  all(cells: string[], field: Field) {
    const values: string[] = []
    for (const place of this.#places[field]!) {
      const value = cells[place]
      if (value !== undefined && value.trim() !== '') values.push(value)
    }
    return values
  }

  first(cells: string[], field: Field): string | undefined {
    for (const place of this.#places[field]!) {
      const value = cells[place]
      if (value !== undefined && value.trim() !== '') return value
    }
    return undefined
  }
}

/** Names of columns for a sentence, no more of them than a reader takes in. */
export function list(names: string[]) {
  const shown = names.slice(0, 12).map((name) => `"${name.slice(0, 40).replace(/\s+/g, ' ')}"`)
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}
