import database from '#config/database'
import { toSortKey } from '#catalogue/headings'
import { refreshBriefly } from '#search/book_index'
import {
  ALIKE,
  FEW,
  MOST_ALIKE,
  MOST_COUNTED,
  MOST_LIKE,
  MOST_PEEKED,
  MOST_RANKED,
  MOST_SHARED,
  MOST_TITLES,
  RARE,
} from '#search/bounds'
import type { Dialect } from '#search/dialect'
import { facetsOf, type Filters, NO_FILTERS } from '#search/filters'
import { isReadByLetter } from '#search/folding'
import { postgres } from '#search/postgres/dialect'
import type { ParsedQuery, Word } from '#search/query'
import { sqlite } from '#search/sqlite/dialect'

export type Order = 'relevance' | 'title' | 'author' | 'newest' | 'year'

export interface BookQuery {
  /** Null for all books. */
  query: ParsedQuery | null
  /** Enough that a book has one of the words. */
  anyWord?: boolean
  filters: Filters
  order: Order
  /** False where the counts of the facets are not wanted. */
  facets: boolean
  offset: number
  limit: number
}

export interface BookResults {
  /** How many books were found; where `more`, there are more than that. */
  total: number
  more: boolean
  /** How many of them can be looked through: the best, where there are very many. */
  reachable: number
  /** Ids of books, in order, from `offset` on. */
  ids: number[]
  /** How many of the books have each facet. */
  facets: Map<string, number>
  /** True when only the books that can be looked through were counted. */
  facetsPartial: boolean
}

export interface Term {
  term: string
  /** How many books have it in a heading. */
  books: number
}

interface Row {
  total: number
  ids: Ids
  /** The facets of all books that were looked at. */
  facets: string | null
}

/** A JSON text on SQLite. */
type Ids = string | number[]

/** No text that begins with another comes after that with this behind it. */
const LAST_LETTER = '\u{10ffff}'

const ORDERS: Record<Order, string> = {
  relevance: 'title_key, book_id',
  title: 'title_key, book_id',
  author: 'people_key, title_key, book_id',
  newest: '(select created_at from books where id = book_id) desc, book_id desc',
  year: '(select year from books where id = book_id) desc nulls last, book_id desc',
}

const dialect: Dialect = database.connection === 'postgres' ? postgres : sqlite
const { ask, join, listOf, position } = dialect

/** Finds books; those with the words of a query, or by their facets alone. */
export async function findBooks(request: BookQuery): Promise<BookResults> {
  await refreshBriefly()
  const { query, filters } = request
  if (query) return findWords({ ...request, query })
  const wanted = facetsOf(filters)
  return wanted.length > 0 ? findFacets(request, wanted) : findAll(request)
}

async function findWords(request: BookQuery & { query: ParsedQuery }) {
  const { query, order, facets, offset, limit } = request
  const isRanked = order === 'relevance'
  const reachable = isRanked ? MOST_RANKED : MOST_COUNTED
  const score = isRanked ? scoreOf(query) : { sql: '0', bindings: {} }
  const prolific = `,
    prolific as materialized (
      select people_key, ln(count(*)) / 2 as extra from looked_at
      where (select count(*) from best) < ${FEW} group by people_key having count(*) > 1
    )`
  const ids = isRanked
    ? `looked_at left join prolific using (people_key)
       order by score + coalesce(extra, 0) desc, book_id`
    : `looked_at order by ${ORDERS[order]}`
  const [row] = await ask<Row>(
    `with ${dialect.hits(query)},
     looked_at as materialized (
       select book_id, title_key, people_key, facets, ${score.sql} as score
       from best ${join} search_entries on book_id = best.id
     )${isRanked ? prolific : ''}
     select
       ${dialect.total} as total,
       ${listOf(`select book_id as id from ${ids} limit 0 + :limit offset 0 + :offset`)} as ids,
       ${facets ? `(select ${dialect.joinedFacets} from looked_at)` : 'null'} as facets`,
    {
      ...bindingsOf(request, MOST_COUNTED + 1, reachable),
      ...score.bindings,
      limit,
      offset,
    }
  )
  return resultsIn(row, reachable)
}

async function findFacets(request: BookQuery, wanted: string[]) {
  const { order, facets, offset, limit } = request
  const [row] = await ask<Row>(
    `with hits as materialized (${dialect.inHeadings(':match')} limit 0 + :most),
     looked_at as materialized (
       select book_id, title_key, people_key, facets
       from (select id from hits limit 0 + :ranks) as best
       ${join} search_entries on book_id = best.id
     )
     select
       (select count(*) from hits) as total,
       ${listOf(
         `select book_id as id from looked_at order by ${ORDERS[order]}
          limit 0 + :limit offset 0 + :offset`
       )} as ids,
       ${facets ? `(select ${dialect.joinedFacets} from looked_at)` : 'null'} as facets`,
    { match: matchOfFacets(wanted), most: MOST_COUNTED + 1, ranks: MOST_COUNTED, limit, offset }
  )
  const results = resultsIn(row, MOST_COUNTED)
  return results.more ? { ...results, ...(await walk(request, wanted)) } : results
}

/** Where very many books have the facets, the list is read along the index of its order. */
async function walk({ order, offset, limit }: BookQuery, wanted: string[]) {
  const tables =
    order === 'author'
      ? `search_entries ${join} books on books.id = book_id`
      : `books ${join} search_entries on book_id = books.id`
  const [row] = await ask<{ ids: Ids; total: number | null }>(
    `select
       ${listOf(
         `select books.id from ${tables}
          where ${wanted.map((_, index) => hasFacet(`:facet${index}`)).join(' and ')}
          order by ${indexOrderOf(order)} limit 0 + :limit offset 0 + :offset`
       )} as ids,
       (select books from search_facets where facet = :only) as total`,
    {
      ...Object.fromEntries(wanted.map((facet, index) => [`facet${index}`, ` ${facet} `])),
      only: wanted.length === 1 ? wanted[0] : '',
      limit: Math.min(limit, Math.max(0, MOST_COUNTED - offset)),
      offset,
    }
  )
  const ids = idsIn(row.ids)
  return row.total === null ? { ids } : { ids, total: row.total, more: false }
}

/** All books: read along an index, from whichever end is nearer. */
async function findAll({ order, facets, offset, limit }: BookQuery): Promise<BookResults> {
  const [{ total }] = await ask<{ total: number }>(
    `select count as total from record_counts where name = 'books'`,
    {}
  )
  const size = Math.max(0, Math.min(limit, total - offset))
  const backwards = offset > total / 2
  const [row] = await ask<{ ids: Ids }>(
    `select ${listOf(
      `select ${order === 'author' ? 'book_id as id from search_entries' : 'id from books'}
       order by ${indexOrderOf(order, backwards)} limit 0 + :size offset 0 + :skipped`
    )} as ids`,
    { size, skipped: backwards ? Math.max(0, total - offset - size) : offset }
  )
  const ids = idsIn(row.ids)
  const counted = facets
    ? await ask<{ facet: string; books: number }>('select * from search_facets where books > 0', {})
    : []
  return {
    total,
    more: false,
    reachable: total,
    ids: backwards ? ids.reverse() : ids,
    facets: new Map(counted.map(({ facet, books }) => [facet, books])),
    facetsPartial: false,
  }
}

/** The order of an index, so that a list is read along it without sorting. */
function indexOrderOf(order: Order, backwards = false) {
  const [up, down] = backwards ? ['desc', 'asc'] : ['asc', 'desc']
  if (order === 'author') return `people_key ${up}, title_key ${up}, book_id ${up}`
  if (order === 'newest') return `books.created_at ${down}, books.id ${down}`
  if (order === 'year') {
    return `books.year ${down} nulls ${backwards ? 'first' : 'last'}, books.id ${down}`
  }
  return `books.sort_key ${up}, books.id ${up}`
}

/** The best books, of at most a few hundred that are looked at. */
export async function peek(query: ParsedQuery, limit: number) {
  await refreshBriefly()
  const score = scoreOf(query)
  const rows = await ask<{ book_id: number }>(
    `with ${dialect.hits(query)}
     select book_id from best ${join} search_entries on book_id = best.id
     order by ${score.sql} desc, book_id limit 0 + :limit`,
    {
      ...bindingsOf({ query, filters: NO_FILTERS }, MOST_PEEKED, MOST_PEEKED),
      ...score.bindings,
      limit,
    }
  )
  return rows.map((row) => row.book_id)
}

/** Ids of the books that share most with this one. */
export async function findSimilar(bookId: number, limit: number) {
  await refreshBriefly()
  const [entry] = await ask<{ facets: string; is_rare: boolean | number }>(
    `select facets, exists (
       select 1 from books join search_facets on facet = 'l_' || lower(language_code)
       where id = book_id and search_facets.books <= ${RARE}
     ) as is_rare
     from search_entries where book_id = :book`,
    { book: bookId }
  )
  const facets = entry?.facets.split(' ') ?? []
  const of = (kind: string) =>
    facets.filter((facet) => facet.startsWith(kind)).slice(0, MOST_SHARED)
  const matches = [
    matchOfFacets(of('a_'), dialect.or),
    entry?.is_rare ? matchOfFacets([...of('g_'), ...of('l_')]) : '',
    matchOfFacets(of('g_')),
    matchOfFacets(of('g_'), dialect.or),
  ].filter(Boolean)
  if (matches.length === 0) return []

  const shared = Object.keys(ALIKE).flatMap((kind) => of(`${kind}_`))
  const score = shared.map(
    (facet, index) => `case when ${hasFacet(`:facet${index}`)} then ${ALIKE[facet[0]]} else 0 end`
  )
  const sources = matches.map(
    (_, index) =>
      `select * from (${dialect.inHeadings(`:match${index}`)} limit ${MOST_ALIKE}) as alike`
  )
  const rows = await ask<{ book_id: number }>(
    `select book_id from search_entries
     where book_id in (${sources.join(' union ')}) and book_id <> :book
     order by ${score.join(' + ')} + ln(1 + copies) / 2 desc, abs(book_id - :book)
     limit 0 + :limit`,
    {
      ...Object.fromEntries(matches.map((match, index) => [`match${index}`, match])),
      ...Object.fromEntries(shared.map((facet, index) => [`facet${index}`, ` ${facet} `])),
      book: bookId,
      limit,
    }
  )
  return rows.map((row) => row.book_id)
}

/** Those of the words that headings have. */
export function knownTerms(words: string[]) {
  return ask<Term>(
    `select term, books from search_terms
     where books > 0 and term in (${dialect.textsIn(':words')})`,
    { words: JSON.stringify(words) }
  )
}

/** Words of headings that share one of the misspellings, or begin in this way. */
export function termsLike(misspellings: string[], beginning: string) {
  return ask<Term>(
    `select distinct term, books from search_misspellings join search_terms using (term)
     where books > 0 and misspelling in (${dialect.textsIn(':misspellings')})
     union
     select * from (
       select term, books from search_terms
       where term >= :beginning and term < :until and books > 0
       order by term limit ${MOST_LIKE}
     ) as begun`,
    {
      misspellings: JSON.stringify(misspellings),
      beginning,
      until: beginning + LAST_LETTER,
    }
  )
}

/** What the statement that finds words is bound to; `most` books are counted, `ranks` are looked at. */
function bindingsOf(
  { query, filters, anyWord }: Pick<BookQuery, 'filters' | 'anyWord'> & { query: ParsedQuery },
  most: number,
  ranks: number
) {
  const facets = facetsOf(filters)
  const isPlain = query.words.every((word) => !word.quoted) && facets.length === 0
  const [key] = query.keys
  const match = (beginnings: boolean) => {
    const words = query.words.map((word) => matchOfWord(word, beginnings))
    const matched = `(${words.join(anyWord ? dialect.or : dialect.and)})`
    return facets.length > 0 ? matched + dialect.and + matchOfFacets(facets) : matched
  }
  return {
    whole: match(false),
    beginning: match(true),
    key: key ?? '',
    until: (key ?? '') + LAST_LETTER,
    titles: isPlain && key ? MOST_TITLES : 0,
    most,
    ranks,
  }
}

function matchOfWord({ forms, quoted }: Word, beginnings: boolean) {
  const phrases = forms.map((form) => {
    const last = form.at(-1)!
    const isBeginning = beginnings && !quoted && last.length > 1 && !isReadByLetter(last)
    return dialect.phrase(form, isBeginning)
  })
  return `(${phrases.join(dialect.or)})`
}

function matchOfFacets(facets: string[], by = dialect.and) {
  return facets.map((facet) => dialect.phrase([facet], false)).join(by)
}

/** A condition of entries. */
function hasFacet(binding: string) {
  return `${position}(' ' || facets || ' ', ${binding}) > 0`
}

/**
 * SQL that tells how well an entry fits: the title that was typed above all,
 * then words in the title and in authors' names, then how many copies there are.
 */
function scoreOf({ keys, words }: ParsedQuery) {
  const bindings: Record<string, string | number> = {}
  const parts = keys.map((key, index) => {
    bindings[`key${index}`] = ` ${key}`
    return `case
      when substr(title_key, 1, length(:key${index})) <> :key${index} then 0
      when length(title_key) = length(:key${index}) + 1 then 52
      when substr(title_key, length(:key${index}) + 1, 1) = ' ' then 12
      else 6 end`
  })
  for (const [index, word] of words.entries()) {
    const isSplit = isReadByLetter(word.text)
    const key = toSortKey(word.forms[0].join(isSplit ? '' : ' '))
    if (!key) continue
    const isIn = (name: string) =>
      `${position}(title_key, :${name}) > 0 or ${position}(people_key, :${name}) > 0`
    bindings[`beginning${index}`] = isSplit ? key : ` ${key}`
    bindings[`whole${index}`] = isSplit ? key : ` ${key} `
    bindings[`weight${index}`] = Math.min(2, 0.5 + word.text.length / 8)
    parts.push(
      `cast(:weight${index} as real) * case
        when ${isIn(`whole${index}`)} then 7
        when ${isIn(`beginning${index}`)} then 4
        else 0 end`
    )
  }
  parts.push(
    'ln(1 + copies) - case when length(title_key) < 60 then length(title_key) / 20 else 3 end * 0.5'
  )
  return { sql: parts.join(' + '), bindings }
}

/** @param reachable How many books were looked at, at most. */
function resultsIn({ total, ids, facets }: Row, reachable: number): BookResults {
  return {
    total: Math.min(Number(total), MOST_COUNTED),
    more: Number(total) > MOST_COUNTED,
    reachable: Math.min(Number(total), reachable),
    ids: idsIn(ids),
    facets: countFacets(facets ?? ''),
    facetsPartial: Number(total) > reachable,
  }
}

function idsIn(list: Ids): number[] {
  return typeof list === 'string' ? JSON.parse(list) : list
}

function countFacets(facets: string) {
  const counts = new Map<string, number>()
  for (const facet of facets.split(' ')) {
    if (facet) counts.set(facet, (counts.get(facet) ?? 0) + 1)
  }
  return counts
}
