import { FEW, MOST_COUNTED, MOST_PEEKED, MOST_RANKED } from '#search/bounds'
import { dialect } from '#search/dialect'
import { facetsOf, type Filters, NO_FILTERS } from '#search/filters'
import { bindingsOf, hasFacet, matchOfFacets } from '#search/matching'
import type { ParsedQuery } from '#search/query'
import { scoreOf } from '#search/scoring'

export type Order = 'relevance' | 'title' | 'author' | 'newest' | 'year'

export interface BookQuery {
  /** Null for all books. */
  query: ParsedQuery | null
  /** Whether one of the words is enough. */
  anyWord?: boolean
  filters: Filters
  order: Order
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
  ids: number[]
  facets: Map<string, number>
  /** True when only the books that can be looked through were counted. */
  facetsPartial: boolean
}

interface Row {
  total: number
  ids: Ids
  facets: string | null
}

/** A JSON text on SQLite. */
type Ids = string | number[]

const ORDERS: Record<Order, string> = {
  relevance: 'title_key, book_id',
  title: 'title_key, book_id',
  author: 'people_key, title_key, book_id',
  newest: '(select created_at from books where id = book_id) desc, book_id desc',
  year: '(select year from books where id = book_id) desc nulls last, book_id desc',
}

const { ask, join, listOf } = dialect

/** As of when the index was refreshed last. */
export async function findBooks(request: BookQuery): Promise<BookResults> {
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

/** Ids of the best books, of a few hundred that are looked at. */
export async function peek(query: ParsedQuery, limit: number) {
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
