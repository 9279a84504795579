import db from '@adonisjs/lucid/services/db'
import type { Dialect } from '#search/dialect'
import { hits, inHeadings, TOTAL } from '#search/postgres/match'
import { POSTGRES_SEARCH_SCHEMA } from '#search/postgres/schema'

/** The highest place of a word that PostgreSQL tells apart. */
const LAST_PLACE = 16_383

const IDS = 'select value::integer from jsonb_array_elements_text(?) as value'

export const postgres: Dialect = {
  schema: POSTGRES_SEARCH_SCHEMA,
  // All functions and tables that are named so are the index
  drops: `
    select format('drop function %s cascade', oid::regprocedure) as statement from pg_proc
    where proname ^@ 'search_' and pronamespace = current_schema()::regnamespace
    union all
    select format('drop table %s cascade', oid::regclass) from pg_class
    where relname ^@ 'search_' and relkind = 'r' and relnamespace = current_schema()::regnamespace
    union all
    values ('drop index if exists books_by_year, books_by_newest')`,
  clearing: `truncate search_changes, search_facets, search_terms, search_misspellings,
    search_entries`,
  // In one order, lest a site that is at work on them and this wait for each other
  lock: `lock table record_counts, languages, genres, authors, books, book_authors, book_genres,
    book_instances in access exclusive mode`,
  impatience: `set local lock_timeout = '50ms'`,

  cellOf: (words) =>
    words.map((word, index) => `${word}:${Math.min(index + 1, LAST_PLACE)}`).join(' '),
  indexedWords: `
    select array_to_string(tsvector_to_array(headings), ' ') as words from search_entries
    where book_id in (${IDS})`,
  removals: [`delete from search_entries where book_id in (${IDS})`],
  additions: [
    `insert into search_entries
     select (value ->> 0)::integer, (value ->> 1)::integer, value ->> 2, value ->> 3, value ->> 4,
       (value ->> 5)::tsvector, (value ->> 5)::tsvector || (value ->> 6)::tsvector
     from jsonb_array_elements(?) as value`,
  ],
  fullTexts: [],

  async ask(sql, bindings) {
    const { rows } = await db.rawQuery(sql, bindings as Record<string, string | number>)
    return rows
  },
  join: 'join',
  position: 'strpos',
  joinedFacets: `string_agg(facets, ' ')`,
  textsIn: (binding) => `select value from jsonb_array_elements_text(${binding}) as value`,
  listOf: (query) => `array(${query})`,
  inHeadings,

  phrase: (words, isBeginning) =>
    `(${words.map((word) => `'${word}'`).join(' <-> ')}${isBeginning ? ':*' : ''})`,
  and: ' & ',
  or: ' | ',
  hits,
  total: TOTAL,
}
