import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import type { IndexMaker } from '#search/index_maker'
import { postgresSearchSchema } from '#search/postgres_schema'
import { transaction } from '#sql/transaction'
import { step } from '#stop'

const SLICE = 2_000
const MOST_LEARNED_SINGLY = 20_000

/** Words that are worth a correction, as SQL tells them. */
const WORTH_LEARNING = `length(term) between 3 and 24 and term !~ '[0-9]'`

/** The tables whose changes the index follows. */
const WATCHED =
  'record_counts, languages, genres, authors, books, book_authors, book_genres, book_instances'

/** The statements that drop whatever index there is: all functions and tables that are named so are its own. */
const DROPS = `
  select format('drop function %s cascade', oid::regprocedure) as statement from pg_proc
  where proname ^@ 'search_' and pronamespace = current_schema()::regnamespace
  union all
  select format('drop table %s cascade', oid::regclass) from pg_class
  where relname ^@ 'search_' and relkind = 'r' and relnamespace = current_schema()::regnamespace
  union all
  values ('drop index if exists books_by_year, books_by_newest')`

export const postgresMaker: IndexMaker = {
  schema: async (client) => postgresSearchSchema(await lowerIn(client)),

  /** In one order, lest a site that is at work on them and this wait for each other. */
  async drop(trx) {
    await trx.rawQuery(`lock table ${WATCHED} in access exclusive mode`)
    const { rows } = await trx.rawQuery(DROPS)
    for (const { statement } of rows) await trx.rawQuery(statement)
  },

  async create(trx) {
    for (const statement of await postgresMaker.schema(trx)) {
      // The driver itself, since no question mark in these stands for a value
      await trx.knexRawQuery(statement.replaceAll('?', '\\?'))
    }
  },

  /** Each book is found as before until its turn comes. */
  async empty() {},

  async indexBooks(trx, after, last) {
    await trx.rawQuery(
      'select search_index(array(select id from books where id > ? and id <= ? order by id))',
      [after, last]
    )
  },

  async finish(client) {
    await transaction(client, async (trx) => {
      await trx.rawQuery(`select 1 from record_counts where name = 'books' for update`)
      await trx.rawQuery('delete from search_entries where book_id not in (select id from books)')
      await trx.rawQuery('delete from search_facets')
      await trx.rawQuery(
        `insert into search_facets (facet, books)
         select facet, count(*) from search_entries, unnest(facets) as facet
         where facet not like 'a\\_%' group by facet`
      )
    })
    await learnAll(client)
  },
}

/** A database of the locale "C" knows lower case only of a to z; the rules of ICU know all scripts. */
async function lowerIn(client: QueryClientContract) {
  const { rows } = await client.rawQuery(
    `select 1 from pg_collation where collname = 'und-x-icu' and collprovider = 'i'`
  )
  return (text: string) =>
    rows.length > 0 ? `lower(${text} collate "und-x-icu")` : `lower(${text})`
}

/**
 * Runs a change of very many books with their indexing put off to its end,
 * where each is indexed once. To be called with a transaction.
 */
export async function indexOnce<T>(client: QueryClientContract, change: () => Promise<T>) {
  await client.rawQuery(`select set_config('library.indexing', 'later', true)`)
  const result = await change()
  await client.rawQuery(`select set_config('library.indexing', '', true)`)
  await client.rawQuery('select search_index(array(select book_id from search_queue))')
  await client.rawQuery('delete from search_queue')
  return result
}

/** Brings the spelling list up to date; where very much changed, it is quicker made anew. */
export async function learn() {
  const {
    rows: [{ waiting }],
  } = await db.rawQuery('select count(*)::integer as waiting from search_unlearned')
  if (waiting > MOST_LEARNED_SINGLY) return learnAll(db.connection())
  for (let learned = 0; learned < waiting; learned += SLICE) {
    step()
    await learnChanged()
  }
}

/** Makes the spelling list from the words of all headings. */
async function learnAll(client: QueryClientContract) {
  await transaction(client, async (trx) => {
    // Those who do this at once would count words twice
    await trx.rawQuery('select 1 from index_state for update')
    await trx.rawQuery('delete from search_unlearned')
    await trx.rawQuery('delete from search_terms')
    await trx.rawQuery('delete from search_misspellings')
    await learnTerms(
      trx,
      `select word as term, ndoc as books from ts_stat('select headings from search_entries')`
    )
  })
}

/** Adds the words of books that changed since, some thousand books at a time. */
export async function learnChanged() {
  await transaction(db.connection(), async (trx) => {
    const { rows } = await trx.rawQuery(
      `delete from search_unlearned where book_id in (
         select book_id from search_unlearned limit ? for update skip locked
       ) returning book_id`,
      [SLICE]
    )
    if (rows.length === 0) return
    const ids = rows.map((row: { book_id: number }) => row.book_id)
    await learnTerms(
      trx,
      `select term, count(*) as books
       from search_entries, unnest(tsvector_to_array(headings)) as term
       where book_id in (select value::integer from jsonb_array_elements_text(?) as value)
       group by term`,
      [JSON.stringify(ids)]
    )
  })
}

/** Notes each of the terms, under itself and under itself less any one letter. */
async function learnTerms(client: QueryClientContract, terms: string, bindings: string[] = []) {
  await client.rawQuery(
    `with learned as (
       insert into search_terms (term, books)
       select term, books from (${terms}) as terms where ${WORTH_LEARNING} order by term collate "C"
       on conflict (term) do update set books = search_terms.books + excluded.books
       returning term
     )
     insert into search_misspellings (misspelling, term)
     select left(term, number - 1) || substr(term, number + 1), term
     from learned cross join lateral generate_series(1, length(term) + 1) as number
     order by 2, 1
     on conflict do nothing`,
    bindings
  )
}
