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
import type { Query } from '#search/query'
import { browse } from '#search/sqlite_browse'
import { addBooks, indexOnce, learn, learnChanged } from '#search/sqlite_index'
import { bindingsOf, hitsOf, scoreOf, TOTAL } from '#search/sqlite_match'
import { foundIn, ORDERS, type Row } from '#search/sqlite_results'
import { type Binding, type NamedBindings, run } from '#sql/statement'

/** Of a language with more books than this, there are some among those of any genre. */
const RARE_LANGUAGE = 5_000

export const sqliteEngine: SearchEngine = {
  addBooks,
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
    const [{ ids }] = await ask<{ ids: string }>(
      `with ${hitsOf(query)}
       select json_group_array(book_id) as ids from (
         select book_id from best cross join search_entries on book_id = best.id
         order by ${score.sql} desc, book_id limit 0 + :limit
       )`,
      {
        ...bindingsOf({ query, filters: NO_FILTERS }, MOST_PEEKED, MOST_PEEKED),
        ...score.bindings,
        limit,
      }
    )
    return JSON.parse(ids)
  },

  async similar(bookId, limit) {
    const [entry] = await db.rawQuery(
      `select facets, exists (
         select 1 from books join search_facets on facet = 'l_' || lower(language_code)
         where id = book_id and books <= ?
       ) as isRare
       from search_entries where book_id = ?`,
      [RARE_LANGUAGE, bookId]
    )
    const facets: string[] = entry?.facets.split(' ') ?? []
    const of = (kind: string) => sharedOf(kind, facets)
    const all = (list: string[], by: string) => list.map((facet) => `"${facet}"`).join(by)
    const sources = [
      all(of('a_'), ' OR '),
      entry?.isRare ? all([...of('g_'), ...of('l_')], ' AND ') : '',
      all(of('g_'), ' AND '),
      all(of('g_'), ' OR '),
    ].filter(Boolean)
    if (sources.length === 0) return []

    const shared = Object.keys(ALIKE).flatMap((kind) => of(`${kind}_`))
    const score = shared.map(
      (facet) => `iif(instr(' ' || facets || ' ', ?), ${ALIKE[facet[0]]}, 0)`
    )
    const source = `select * from (
      select rowid from search_headings where search_headings match ? limit ${MOST_ALIKE}
    )`
    const rows = await db.rawQuery(
      `select book_id from search_entries
       where book_id in (${sources.map(() => source).join(' union ')}) and book_id <> ?
       order by ${score.join(' + ')} + ln(1 + copies) / 2 desc, abs(book_id - ?) limit ?`,
      [...sources, bookId, ...shared.map((facet) => ` ${facet} `), bookId, limit]
    )
    return rows.map((row: { book_id: number }) => row.book_id)
  },

  known(words) {
    return ask<Term>(
      'select term, books from search_terms where term in (select value from json_each(?))',
      [JSON.stringify(words)]
    )
  },

  termsLike(misspellings, beginning) {
    return ask<Term>(
      `select distinct term, books from search_misspellings join search_terms using (term)
       where misspelling in (select value from json_each(?))
       union
       select * from (
         select term, books from search_terms where term >= ? and term < ? || char(1114111)
         limit ${MOST_LIKE}
       )`,
      [JSON.stringify(misspellings), beginning, beginning]
    )
  },
}

/** Statements that find words are long: each is prepared once, and only its values change. */
async function ask<T>(sql: string, bindings: Binding[] | NamedBindings) {
  return (await run(db.connection(), sql, bindings)) as T[]
}

type WordRequest = Request & { query: Query }

async function rank(request: WordRequest): Promise<Found> {
  const { query, facets, offset, limit } = request
  const score = scoreOf(query)
  const [row] = await ask<Row>(
    `with ${hitsOf(query)},
     ranked as materialized (
       select book_id, facets, people_key, ${score.sql} as score
       from best cross join search_entries on book_id = best.id
     ),
     prolific as materialized (
       select people_key, ln(count(*)) / 2 as extra from ranked
       where (select count(*) from best) < ${FEW} group by people_key having count(*) > 1
     )
     select
       ${TOTAL} as total,
       (select json_group_array(book_id) from (
         select book_id from ranked left join prolific using (people_key)
         order by score + coalesce(extra, 0) desc, book_id limit 0 + :limit offset 0 + :offset
       )) as ids,
       ${facets ? `(select group_concat(facets, ' ') from ranked)` : 'null'} as facets`,
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
  const { query, order, facets, offset, limit } = request
  const [row] = await ask<Row>(
    `with ${hitsOf(query)},
     sorted as materialized (
       select search_entries.* from best cross join search_entries on book_id = best.id
     )
     select
       ${TOTAL} as total,
       (select json_group_array(book_id) from (
         select book_id from sorted order by ${ORDERS[order]} limit 0 + :limit offset 0 + :offset
       )) as ids,
       ${facets ? `(select group_concat(facets, ' ') from sorted)` : 'null'} as facets`,
    { ...bindingsOf(request, MOST_COUNTED + 1, MOST_COUNTED), limit, offset }
  )
  return foundIn(row, MOST_COUNTED)
}
