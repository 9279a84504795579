import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { LRUCache } from 'lru-cache'
import { facetsOf } from '#search/filters'
import { headingWordsOf, wordsOf } from '#search/folding'
import { stemOf } from '#search/stems'
import { objectOf, objectsOf, valuesOf } from '#sql/json_rows'
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

/** What is indexed of a book, as the catalogue has it. */
export interface IndexedBook {
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
  authors: { id: number; name: string; name_key: string; sort_key: string }[]
  genres: { id: number; name: string }[]
  copies: number
  available: number
}

/** Reads them by one statement; of ids that no book has, none. */
export async function readIndexed(client: QueryClientContract, ids: number[]) {
  if (ids.length === 0) return []
  const books = await run<{ text: string }>(
    client,
    `select cast(${indexed(client)} as text) as text from books
     where id in (${valuesOf(client, 'integer')}) order by id`,
    [JSON.stringify(ids)]
  )
  return books.map(({ text }) => JSON.parse(text) as IndexedBook)
}

function indexed(client: QueryClientContract) {
  const copies = (what: string) => `(select ${what} from book_instances where book_id = books.id)`
  return objectOf(client, {
    id: 'books.id',
    title: 'title',
    subtitle: 'subtitle',
    sort_key: 'books.sort_key',
    summary: 'summary',
    isbn: 'isbn',
    year: 'year',
    language_code: 'language_code',
    series: 'series',
    volume: 'volume',
    authors: objectsOf(
      client,
      { id: 'id', name: 'name', name_key: 'name_key', sort_key: 'authors.sort_key' },
      {
        from: 'book_authors join authors on authors.id = author_id where book_id = books.id',
        order: 'position, author_id',
      }
    ),
    genres: objectsOf(
      client,
      { id: 'id', name: 'name' },
      {
        from: 'book_genres join genres on genres.id = genre_id where book_id = books.id',
        order: 'genre_id',
      }
    ),
    copies: copies('count(*)'),
    available: copies(`coalesce(sum(case when status = 'available' then 1 else 0 end), 0)`),
  })
}

export function entryOf({ authors, genres, ...book }: IndexedBook): IndexEntry {
  const facets = facetsOf({
    genres: genres.map(({ id }) => id),
    authors: authors.map(({ id }) => id),
    language: book.language_code && book.language_code.toLowerCase(),
    decade: book.year === null ? null : Math.trunc(book.year / 10) * 10,
    available: book.available > 0,
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
    ...genres.flatMap(({ name }) => GENRE_WORDS.memo(name)),
    ...wordsOf(book.isbn ?? ''),
    ...facets,
  ]
  const people = authors.map((author) => author.sort_key).join(' | ')
  return {
    id: book.id,
    copies: book.copies,
    titleKey: ` ${cut(book.sort_key)} `,
    peopleKey: people ? ` ${cut(people)} ` : NO_AUTHOR,
    facets,
    headings,
    summary: wordsOf(book.summary ?? ''),
  }
}

/** There are few genres, and many books of each. */
const GENRE_WORDS = new LRUCache<string, string[]>({
  max: 1_000,
  memoMethod: (genre) => [...headingWordsOf(genre), ...stemsOf(genre)],
})

/** By which other forms of the words find the genre; "non-fiction" is one word, and no fiction. */
function stemsOf(genre: string) {
  return wordsOf(genre.replace(/\bnon[ -]/gi, 'non')).flatMap(stemOf)
}

function cut(key: string) {
  return key.length > LONGEST_KEY ? Array.from(key).slice(0, LONGEST_KEY).join('') : key
}
