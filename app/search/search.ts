import Author from '#models/author'
import { ShownBook } from '#models/shown_book'
import { toSortKey } from '#catalogue/headings'
import { COMMON_WORDS } from '#search/common_words'
import { correctionsOf } from '#search/correction'
import { type BookQuery, type BookResults, findBooks, peek } from '#search/engine'
import { facetsOf, NO_FILTERS } from '#search/filters'
import { type ParsedQuery, parseQuery } from '#search/query'

const FEW = 3
const MANY_MORE = 10
const MOST_SUGGESTED = 8
const MOST_AUTHORS = 3

export interface SearchRequest extends Omit<BookQuery, 'query' | 'anyWord'> {
  /** What the visitor typed; '' for all books. */
  text: string
}

export interface SearchResult extends BookResults {
  query: ParsedQuery | null
  /** The words for which books are shown, where those typed found none. */
  shownInstead: string | null
  /** Words that find far more than those typed. */
  didYouMean: string | null
  /** True when no book has all the words, and those with some are shown. */
  anyWord: boolean
  /** How many books there are without the filters, where there are none with them. */
  withoutFilters: number
}

/** Where nothing is found, tries what may have been meant, then books with some of the words. */
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
  const found = await findBooks({ ...request, query })
  if (!query) return { ...result, ...found }
  if (found.total > FEW || found.more) return { ...result, ...found }

  if (found.total === 0 && facetsOf(request.filters).length > 0) {
    const unfiltered = { ...request, filters: NO_FILTERS, facets: false, offset: 0, limit: 0 }
    const { total } = await findBooks({ ...unfiltered, query })
    if (total > 0) return { ...result, ...found, withoutFilters: total }
  }
  for (const correction of await correctionsOf(query, found.total > 0)) {
    const better = await findBooks({ ...request, query: correction })
    if (found.total === 0 && better.total > 0) {
      return { ...result, ...better, query: correction, shownInstead: correction.text }
    }
    if (found.total > 0 && better.total >= found.total * MANY_MORE) {
      return { ...result, ...found, didYouMean: correction.text }
    }
  }
  if (found.total > 0 || query.words.length < 2) return { ...result, ...found }
  const some = await findBooks({ ...request, query: tellingWordsOf(query), anyWord: true })
  return { ...result, ...some, anyWord: some.total > 0 }
}

/** Books and authors that the text may be the beginning of, or what may have been meant instead. */
export async function suggest(text: string) {
  const query = parseQuery(text)
  const found = await suggestionsFor(query)
  if (found) return found
  for (const correction of await correctionsOf(query, false)) {
    const better = await suggestionsFor(correction)
    if (better) return better
  }
  return { authors: [], books: [] }
}

async function suggestionsFor(query: ParsedQuery) {
  if (query.words.length === 0) return null
  const key = toSortKey(query.text)
  const authors = key
    ? await Author.query()
        .where('sort_key', '>=', key)
        .where('sort_key', '<', `${key}\u{10ffff}`)
        .orderBy('sort_key')
        .limit(MOST_AUTHORS)
    : []
  const ids = await peek(query, MOST_SUGGESTED - authors.length)
  if (authors.length + ids.length === 0) return null
  return { authors, books: await ShownBook.inOrder(ids) }
}

/** Words that say something: of "without the zola", the last. */
function tellingWordsOf(query: ParsedQuery): ParsedQuery {
  const telling = query.words.filter(
    ({ text }) =>
      !COMMON_WORDS.has(text) && (text.length > 3 || !/^[\p{Script=Latin}\d]+$/u.test(text))
  )
  return telling.length ? { ...query, words: telling } : query
}

function nothing(): BookResults {
  return { total: 0, more: false, reachable: 0, ids: [], facets: new Map(), facetsPartial: false }
}
