import db from '@adonisjs/lucid/services/db'
import type { Dialect } from '#search/dialect'
import { hits, TOTAL } from '#search/sqlite/match'
import { SQLITE_SEARCH_SCHEMA } from '#search/sqlite/schema'
import { run } from '#sql/statement'

const IDS = 'select value from json_each(?)'

export const sqlite: Dialect = {
  schema: SQLITE_SEARCH_SCHEMA,
  // All that is named so is the index; dropping a full-text table drops those that it is kept in
  drops: `
    select 'drop ' || type || ' if exists ' || name as statement from sqlite_schema
    where name glob 'search_*' and type in ('trigger', 'view', 'table')
    order by type = 'table', sql like 'create virtual %' desc, rowid desc`,

  cellOf: (words) => words.join(' '),
  indexedWords: `select headings as words from search_words where book_id in (${IDS})`,
  removals: [
    `insert into search_headings (search_headings, rowid, headings)
     select 'delete', book_id, headings from search_words where book_id in (${IDS})`,
    `insert into search_texts (search_texts, rowid, headings, summary)
     select 'delete', book_id, headings, summary from search_words where book_id in (${IDS})`,
    `delete from search_words where book_id in (${IDS})`,
    `delete from search_entries where book_id in (${IDS})`,
  ],
  additions: [
    `insert into search_entries
     select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from jsonb_each(?)`,
    'insert into search_words select value ->> 0, value ->> 5, value ->> 6 from jsonb_each(?)',
  ],
  fullTexts: [
    `insert into search_headings (rowid, headings)
     select book_id, headings from search_words where book_id in (${IDS})`,
    `insert into search_texts (rowid, headings, summary)
     select book_id, headings, summary from search_words where book_id in (${IDS})`,
  ],

  /** Statements that find words are long: each is prepared once, and only its values change. */
  ask: (sql, bindings) => run(db.connection(), sql, bindings),
  join: 'cross join',
  position: 'instr',
  joinedFacets: `group_concat(facets, ' ')`,
  textsIn: (binding) => `select value from json_each(${binding})`,
  listOf: (query) => `(select json_group_array(id) from (${query}))`,
  inHeadings: (binding) =>
    `select rowid as id from search_headings where search_headings match ${binding}`,

  phrase: (words, isBeginning) => `"${words.join(' ')}"${isBeginning ? '*' : ''}`,
  and: ' AND ',
  or: ' OR ',
  hits,
  total: TOTAL,
}
