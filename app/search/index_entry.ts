import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { facetsOf } from '#search/filters'
import { headingWordsOf, wordsOf } from '#search/folding'
import { stemOf } from '#search/stems'
import { valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'

/** To be raised when other words or keys are made of a book: then every index is made anew. */
export const FORM = 3

/** In letters: an index of PostgreSQL holds no row of more than 2,704 bytes. */
const LONGEST_KEY = 300

/** What stands in the place of authors, and comes after all of them. */
const NO_AUTHOR = '\ufffd'

export interface IndexEntry {
  id: number
  copies: number
  titleKey: string
  peopleKey: string
  facets: string[]
  /** Words of title, series, authors, genres, stems of the genres, and the ISBN; then the facets. */
  headings: string[]
  summary: string[]
}

interface BookRow {
  id: number
  title: string
  subtitle: string | null
  sort_key: string
  summary: string | null
  isbn: string | null
  year: number | null
  language_code: string | null
  series: string | null
  volume: string | null
}

interface AuthorRow {
  book_id: number
  id: number
  name: string
  name_key: string
  sort_key: string
}

interface GenreRow {
  book_id: number
  id: number
  name: string
}

interface CopiesRow {
  book_id: number
  copies: number
  available: number
}

/** Reads books from the catalogue, and makes their entries; of ids that no book has, none. */
export async function readEntries(client: QueryClientContract, ids: number[]) {
  const read = <Row>(sql: string) =>
    run<Row>(client, sql.replace(':ids', valuesOf(client, 'integer')), [JSON.stringify(ids)])
  const books = await read<BookRow>(
    `select id, title, subtitle, sort_key, summary, isbn, year, language_code, series, volume
     from books where id in (:ids) order by id`
  )
  const authors = byBook(
    await read<AuthorRow>(
      `select book_id, id, name, name_key, sort_key
       from book_authors join authors on authors.id = author_id
       where book_id in (:ids) order by book_id, position, author_id`
    )
  )
  const genres = byBook(
    await read<GenreRow>(
      `select book_id, id, name from book_genres join genres on genres.id = genre_id
       where book_id in (:ids) order by book_id, genre_id`
    )
  )
  const copies = byBook(
    await read<CopiesRow>(
      `select book_id, count(*) as copies, sum(case when status = 'available' then 1 else 0 end) as available
       from book_instances where book_id in (:ids) group by book_id`
    )
  )
  return books.map((book) =>
    entryOf(book, authors.get(book.id) ?? [], genres.get(book.id) ?? [], copies.get(book.id)?.[0])
  )
}

function byBook<Row extends { book_id: number }>(rows: Row[]) {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.book_id)
    if (group) group.push(row)
    else groups.set(row.book_id, [row])
  }
  return groups
}

function entryOf(book: BookRow, authors: AuthorRow[], genres: GenreRow[], copies?: CopiesRow) {
  const facets = facetsOf({
    genres: genres.map(({ id }) => id),
    authors: authors.map(({ id }) => id),
    language: book.language_code && book.language_code.toLowerCase(),
    decade: book.year === null ? null : Math.trunc(book.year / 10) * 10,
    available: Number(copies?.available) > 0,
  })
  const headings = [
    ...headingWordsOf(book.title),
    ...headingWordsOf(book.subtitle ?? ''),
    ...headingWordsOf(book.series ?? ''),
    ...wordsOf(book.volume ?? ''),
    // "J. R. R. Tolkien" is also found by "jrr"
    ...authors.flatMap(({ name, name_key: key }) =>
      name.includes('.') ? [...headingWordsOf(name), ...wordsOf(key)] : headingWordsOf(name)
    ),
    ...genres.flatMap(({ name }) => [...headingWordsOf(name), ...stemsOf(name)]),
    ...wordsOf(book.isbn ?? ''),
    ...facets,
  ]
  const people = authors.map((author) => author.sort_key).join(' | ')
  return {
    id: book.id,
    copies: Number(copies?.copies ?? 0),
    titleKey: ` ${cut(book.sort_key)} `,
    peopleKey: people ? ` ${cut(people)} ` : NO_AUTHOR,
    facets,
    headings,
    summary: wordsOf(book.summary ?? ''),
  }
}

/** By which other forms of the words find the genre; "non-fiction" is one word, and no fiction. */
function stemsOf(genre: string) {
  return wordsOf(genre.replace(/\bnon[ -]/gi, 'non')).flatMap(stemOf)
}

function cut(key: string) {
  return key.length > LONGEST_KEY ? Array.from(key).slice(0, LONGEST_KEY).join('') : key
}
