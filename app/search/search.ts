import database from '#config/database'
import Author from '#models/author'
import Book from '#models/book'
import { toSortKey } from '#catalogue/headings'
import { correctionsOf } from '#search/correction'
import { type Found, NO_FILTERS, type Request, type SearchEngine } from '#search/engine'
import { parseQuery, type Query } from '#search/query'
import { postgresEngine } from '#search/postgres'
import { sqliteEngine } from '#search/sqlite'

const FEW = 3
const MANY_MORE = 10
const MOST_SUGGESTED = 8
const MOST_AUTHORS = 3
const MOST_SIMILAR = 6

/** The engine of the database that the site runs on. */
export const engine: SearchEngine =
  database.connection === 'postgres' ? postgresEngine : sqliteEngine

export interface SearchRequest extends Omit<Request, 'query' | 'anyWord'> {
  /** What the visitor typed; '' for all books. */
  text: string
}

export interface SearchResult extends Found {
  query: Query | null
  /** The words for which books are shown, where those typed found none. */
  shownInstead: string | null
  /** Words that find far more than those typed. */
  didYouMean: string | null
  /** True when no book has all the words, and those with some are shown. */
  anyWord: boolean
  /** How many books there are without the filters, where there are none with them. */
  withoutFilters: number
}

/**
 * Finds books. Where nothing is found it tries what may have been meant, then
 * books with some of the words, and tells which of these it shows.
 */
export async function searchBooks({ text, ...request }: SearchRequest): Promise<SearchResult> {
  const query = text === '' ? null : parseQuery(text)
  const result = {
    query,
    shownInstead: null,
    didYouMean: null,
    anyWord: false,
    withoutFilters: 0,
  }
  if (query?.words.length === 0) return { ...result, ...nothing() }
  const found = await engine.find({ ...request, query })
  if (!query) return { ...result, ...found }
  if (found.total > FEW || found.more) return { ...result, ...found }

  const unfiltered = { ...request, filters: NO_FILTERS, facets: false, offset: 0, limit: 0 }
  if (found.total === 0) {
    const { total } = await engine.find({ ...unfiltered, query })
    if (total > 0) return { ...result, ...found, withoutFilters: total }
  }
  for (const correction of await correctionsOf(engine, query, found.total > 0)) {
    const better = await engine.find({ ...request, query: correction })
    if (found.total === 0 && better.total > 0) {
      return { ...result, ...better, query: correction, shownInstead: correction.text }
    }
    if (found.total > 0 && better.total >= found.total * MANY_MORE) {
      return { ...result, ...found, didYouMean: correction.text }
    }
  }
  if (found.total > 0 || query.words.length < 2) return { ...result, ...found }
  const some = await engine.find({ ...request, query: longWordsOf(query), anyWord: true })
  return { ...result, ...some, anyWord: some.total > 0 }
}

/** Books and authors that the text may be the beginning of: at most eight. */
export async function suggest(text: string) {
  const query = parseQuery(text)
  if (query.words.length === 0) return { authors: [], books: [] }
  const key = toSortKey(query.text)
  const authors = key
    ? await Author.query()
        .where('sort_key', '>=', key)
        .where('sort_key', '<', `${key}\u{10ffff}`)
        .orderBy('sort_key')
        .limit(MOST_AUTHORS)
    : []
  const ids = await engine.peek(query, MOST_SUGGESTED - authors.length)
  return { authors, books: await Book.inOrder(ids, { briefly: true }) }
}

/** Books that a reader of this one may like, with authors. */
export async function similarBooks(book: Book) {
  return Book.inOrder(await engine.similar(book.id, MOST_SIMILAR), { briefly: true })
}

/** Words that say something: of "the zola", the second. */
function longWordsOf(query: Query): Query {
  const long = query.words.filter(
    ({ text }) => text.length > 3 || !/^[\p{Script=Latin}\d]+$/u.test(text)
  )
  return long.length ? { ...query, words: long } : query
}

function nothing(): Found {
  return { total: 0, more: false, reachable: 0, ids: [], facets: new Map(), facetsPartial: false }
}
