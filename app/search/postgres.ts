import db from '@adonisjs/lucid/services/db'
import {
  ALIKE,
  FEW,
  MOST_ALIKE,
  MOST_COUNTED,
  MOST_LIKE,
  MOST_PEEKED,
  MOST_RANKED,
  sharedOf,
} from '#search/bounds'
import { type Found, NO_FILTERS, type Request, type SearchEngine, type Term } from '#search/engine'
import { browse } from '#search/postgres_browse'
import { indexOnce, learn, learnChanged } from '#search/postgres_index'
import { arrayOf, bindingsOf, hitsOf, scoreOf, TOTAL } from '#search/postgres_match'
import { countFacetsOf, foundIn, ORDERS } from '#search/postgres_results'
import type { Query } from '#search/query'

const LISTED = 'select value from jsonb_array_elements_text(?) as value'

export const postgresEngine: SearchEngine = {
  /** Triggers run once a statement here, and none rest. */
  async addBooks() {},
  indexOnce,
  learn,
  learnChanged,

  find(request) {
    const { query, order } = request
    if (!query) return browse(request)
    return order === 'relevance' ? rank({ ...request, query }) : sort({ ...request, query })
  },

  async peek(query, limit) {
    const score = scoreOf(query)
    const { rows } = await db.rawQuery(
      `with ${hitsOf({ filters: NO_FILTERS })}
       select book_id from best join search_entries on book_id = best.id
       order by ${score.sql} desc, book_id limit :limit`,
      {
        ...bindingsOf({ query, filters: NO_FILTERS }, MOST_PEEKED, MOST_PEEKED),
        ...score.bindings,
        limit,
      }
    )
    return rows.map((row: { book_id: number }) => row.book_id)
  },

  async similar(bookId, limit) {
    const {
      rows: [entry],
    } = await db.rawQuery('select facets from search_entries where book_id = ?', [bookId])
    const facets: string[] = entry?.facets ?? []
    const of = (kind: string) => sharedOf(kind, facets)
    const sources = [
      ['&&', of('a_')],
      ['@>', [...of('g_'), ...of('l_')]],
      ['@>', of('g_')],
      ['&&', of('g_')],
    ].filter(([, list]) => list.length > 0) as [string, string[]][]
    if (sources.length === 0) return []

    const shared = Object.keys(ALIKE).flatMap((kind) => of(`${kind}_`))
    const score = shared.map(
      (facet) => `case when ? = any(facets) then ${ALIKE[facet[0]]} else 0 end`
    )
    const source = (operator: string) => `(
      select book_id from search_entries where facets ${operator} cast(? as text[]) limit ${MOST_ALIKE}
    )`
    const { rows } = await db.rawQuery(
      `select book_id from search_entries
       where book_id in (${sources.map(([operator]) => source(operator)).join(' union ')})
         and book_id <> ?
       order by ${score.join(' + ')} + ln(1 + copies) / 2 desc, abs(book_id - ?) limit ?`,
      [...sources.map(([, list]) => arrayOf(list)), bookId, ...shared, bookId, limit]
    )
    return rows.map((row: { book_id: number }) => row.book_id)
  },

  async known(words): Promise<Term[]> {
    const { rows } = await db.rawQuery(
      `select term, books from search_terms where term in (${LISTED})`,
      [JSON.stringify(words)]
    )
    return rows
  },

  async termsLike(misspellings, beginning): Promise<Term[]> {
    const { rows } = await db.rawQuery(
      `select distinct term, books from search_misspellings join search_terms using (term)
       where misspelling in (${LISTED})
       union
       (
         select term, books from search_terms where term >= ? and term < ? || chr(1114111)
         order by search_terms.term limit ${MOST_LIKE}
       )`,
      [JSON.stringify(misspellings), beginning, beginning]
    )
    return rows
  },
}

type WordRequest = Request & { query: Query }

async function rank(request: WordRequest): Promise<Found> {
  const { query, facets, offset, limit } = request
  const score = scoreOf(query)
  const {
    rows: [row],
  } = await db.rawQuery(
    `with ${hitsOf(request)},
     ranked as materialized (
       select book_id, facets, people_key, ${score.sql} as score
       from best join search_entries on book_id = best.id
     ),
     prolific as materialized (
       select people_key, ln(count(*)) / 2 as extra from ranked
       where (select count(*) from best) < ${FEW} group by people_key having count(*) > 1
     )
     select
       ${TOTAL} as total,
       array(
         select book_id from ranked left join prolific using (people_key)
         order by score + coalesce(extra, 0) desc, book_id limit :limit offset :offset
       ) as ids,
       ${facets ? countFacetsOf('ranked') : 'null'} as facets`,
    {
      ...bindingsOf(request, MOST_COUNTED + 1, MOST_RANKED),
      ...score.bindings,
      limit,
      offset,
    }
  )
  return foundIn(row, MOST_RANKED)
}

async function sort(request: WordRequest): Promise<Found> {
  const { order, facets, offset, limit } = request
  const {
    rows: [row],
  } = await db.rawQuery(
    `with ${hitsOf(request)},
     sorted as materialized (
       select search_entries.* from best join search_entries on book_id = best.id
     )
     select
       ${TOTAL} as total,
       array(select book_id from sorted order by ${ORDERS[order]} limit :limit offset :offset) as ids,
       ${facets ? countFacetsOf('sorted') : 'null'} as facets`,
    { ...bindingsOf(request, MOST_COUNTED + 1, MOST_COUNTED), limit, offset }
  )
  return foundIn(row, MOST_COUNTED)
}
