import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Query } from '#search/query'

export interface Filters {
  genres: number[]
  authors: number[]
  /** ISO 639 code. */
  language: string | null
  /** The first year of ten; those before year 1 are negative. */
  decade: number | null
  available: boolean
}

export type Order = 'relevance' | 'title' | 'author' | 'newest' | 'year'

export interface Request {
  query: Query | null
  /** Enough that a book has one of the words. */
  anyWord?: boolean
  filters: Filters
  order: Order
  /** False where the counts of the facets are not wanted. */
  facets: boolean
  offset: number
  limit: number
}

export interface Found {
  /** How many books were found; where `more`, there are more than that. */
  total: number
  more: boolean
  /** How many of them can be looked through: the best, where there are very many. */
  reachable: number
  /** Ids of books, in order, from `offset` on. */
  ids: number[]
  /** How many of the books have each facet: "g_12" genre, "a_5" author, "l_en", "d_1990", "v_1" available. */
  facets: Map<string, number>
  /** True when only the books that can be looked through were counted. */
  facetsPartial: boolean
}

export interface Term {
  term: string
  /** How many books have it in a heading. */
  books: number
}

/** A book that was added to the catalogue, with all that the index holds of it. */
export interface NewBook {
  id: number
  title: string
  subtitle: string | null
  sortKey: string
  summary: string | null
  isbn: string | null
  year: number | null
  languageCode: string | null
  /** In the book's order. */
  authors: { id: number; name: string; nameKey: string; sortKey: string }[]
  genres: { id: number; name: string }[]
  /** How many copies there are. */
  copies: number
  isAvailable: boolean
}

/** Told up to which of the books to be indexed all are done. */
export type IndexProgress = (done: number, total: number) => void

/** What finding books asks of a database. */
export interface SearchEngine {
  find(request: Request): Promise<Found>
  /** The best books, of at most `bound` that are looked at. */
  peek(query: Query, limit: number): Promise<number[]>
  /** Ids of the books that share most with this one. */
  similar(bookId: number, limit: number): Promise<number[]>
  /** Those of the words that headings have. */
  known(words: string[]): Promise<Term[]>
  /** Words of headings that share one of the misspellings, or begin in this way. */
  termsLike(misspellings: string[], beginning: string): Promise<Term[]>
  /** Brings the words of books that changed into the spelling list, of at most so many books. */
  learnChanged(): Promise<void>
  /** Brings the words of all books that changed into the spelling list. */
  learn(): Promise<void>
  /**
   * Runs a change of very many books, with each of them indexed once at its end.
   *
   * @param client The transaction that the change is made in.
   */
  indexOnce<T>(
    client: QueryClientContract,
    change: () => Promise<T>,
    progress?: IndexProgress
  ): Promise<T>
  /**
   * Adds books to the index, within the change that `indexOnce` runs and where their insertion set
   * off no triggers. They have higher ids than all books before.
   */
  addBooks(client: QueryClientContract, books: NewBook[]): Promise<void>
}

export const NO_FILTERS: Filters = {
  genres: [],
  authors: [],
  language: null,
  decade: null,
  available: false,
}

/** The facets that all books found must have. */
export function facetsOf({ genres, authors, language, decade, available }: Filters) {
  return [
    ...genres.map((id) => `g_${id}`),
    ...authors.map((id) => `a_${id}`),
    ...(language ? [`l_${language}`] : []),
    ...(decade === null ? [] : [`d_${String(decade).replace('-', 'b')}`]),
    ...(available ? ['v_1'] : []),
  ]
}
