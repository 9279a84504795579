import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import type { IndexProgress, NewBook } from '#search/engine'
import { foldedLetters, foldForSearch } from '#search/folding'
import type { IndexMaker } from '#search/index_maker'
import { countFacets } from '#search/sqlite_results'
import { entryOf, wordsOf } from '#search/sqlite_rows'
import { SQLITE_SEARCH_SCHEMA } from '#search/sqlite_schema'
import { transaction } from '#sql/transaction'
import { step } from '#stop'

const SLICE = 2_000
const MOST_LEARNED_SINGLY = 20_000
const WORD = /[\p{L}\p{N}\p{M}]+/gu

/** Words that are worth a correction, as SQL tells them. */
const WORTH_LEARNING = `length(term) between 3 and 24 and term not glob '*[_0-9]*'`

/** The full-text tables, with the columns that they index. */
const FULL_TEXT = {
  search_headings: 'title, people, subjects, facets',
  search_texts: 'title, people, subjects, facets, summary',
}

/** So many books are indexed by one statement; at its end FTS5 writes a piece of its index, and it takes long to merge many small ones. */
const INDEXED_TOGETHER = 50_000

/**
 * Runs a change of very many books with their indexing put off to its end,
 * where each is indexed once. To be called with a transaction.
 */
export async function indexOnce<T>(
  client: QueryClientContract,
  change: () => Promise<T>,
  progress: IndexProgress = () => {}
) {
  const triggers: { name: string; sql: string }[] = await client.rawQuery(
    `select name, sql from sqlite_schema
     where type = 'trigger' and tbl_name = 'search_words' and sql like '% after insert on %'`
  )
  const [{ last }] = await client.rawQuery('select max(book_id) as last from search_words')
  for (const { name } of triggers) await client.rawQuery(`drop trigger ${name}`)
  await client.rawQuery(`update search_state set mode = 'queueing'`)
  const result = await change()
  await indexAdded(client, last ?? 0, progress)
  for (const { sql } of triggers) await client.rawQuery(sql)
  await client.rawQuery(`update search_state set mode = 'live'`)
  await client.rawQuery(
    'insert into search_touched (book_id) select book_id from search_queue order by book_id'
  )
  await client.rawQuery('delete from search_queue')
  return result
}

/** Adds books to the index, but for the full text, which `indexOnce` indexes at its end. */
export async function addBooks(client: QueryClientContract, books: NewBook[]) {
  await client.rawQuery(
    `insert into search_entries
     select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from jsonb_each(?)`,
    [JSON.stringify(books.map(entryOf))]
  )
  await client.rawQuery(
    `insert into search_words
     select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
     from jsonb_each(?)`,
    [JSON.stringify(books.map(wordsOf))]
  )
}

/** Indexes the words of books with an id above `after`, some ten thousand books at a time. */
async function indexAdded(client: QueryClientContract, after: number, progress: IndexProgress) {
  const [{ last }] = await client.rawQuery('select max(book_id) as last from search_words')
  const isLong = (last ?? 0) - after > INDEXED_TOGETHER
  if (isLong) await mergePieces(client, LATER)
  for (let from = after; from < (last ?? 0); from += INDEXED_TOGETHER) {
    const range = [from, from + INDEXED_TOGETHER]
    const added = 'book_id > ? and book_id <= ?'
    for (const [table, columns] of Object.entries(FULL_TEXT)) {
      await client.rawQuery(
        `insert into ${table} (rowid, ${columns})
         select book_id, ${columns} from search_words where ${added}`,
        range
      )
    }
    await countFacetsOf(client, added, range)
    await client.rawQuery(
      `insert or ignore into search_unlearned select book_id from search_words where ${added}`,
      range
    )
    progress(Math.min(range[1], last) - after, last - after)
  }
  if (isLong) await mergePieces(client, SOON)
}

/** How many pieces of a full-text index are merged at once; what is not merged yet is merged as books change. */
const [SOON, LATER] = [4, 16]

async function mergePieces(client: QueryClientContract, together: number) {
  for (const table of Object.keys(FULL_TEXT)) {
    await client.rawQuery(`insert into ${table} (${table}, rank) values ('automerge', ?)`, [
      together,
    ])
  }
}

async function countFacetsOf(client: QueryClientContract, added: string, range: number[]) {
  const [{ facets }] = await client.rawQuery(
    `select group_concat(facets, ' ') as facets from search_words where ${added}`,
    range
  )
  const counts = [...countFacets(facets ?? '')].filter(([facet]) => /^[gldv]_/.test(facet))
  await client.rawQuery(
    `insert into search_facets (facet, books)
     select value ->> 0, value ->> 1 from json_each(?) where true
     on conflict (facet) do update set books = books + excluded.books`,
    [JSON.stringify(counts)]
  )
}

export const sqliteMaker: IndexMaker = {
  schema: async () => [...SQLITE_SEARCH_SCHEMA, JSON.stringify(foldedLetters())],

  async drop(trx) {
    // All that is named so is the index; dropping a full-text table drops those that it is kept in
    const made: { type: string; name: string }[] = await trx.rawQuery(
      `select type, name from sqlite_schema
       where name glob 'search_*' and type in ('trigger', 'view', 'table')
       order by type = 'table', sql like 'create virtual %' desc, rowid desc`
    )
    for (const { type, name } of made) await trx.rawQuery(`drop ${type} if exists ${name}`)
  },

  async create(trx) {
    for (const statement of SQLITE_SEARCH_SCHEMA) await trx.rawQuery(statement)
    await trx.rawQuery(
      'insert into search_letters select value ->> 0, value ->> 1 from json_each(?)',
      [JSON.stringify(foldedLetters())]
    )
  },

  /** Dropping tables is quicker than emptying them. */
  async empty(trx) {
    await sqliteMaker.drop(trx)
    await sqliteMaker.create(trx)
  },

  async indexBooks(trx, after, last) {
    await trx.rawQuery(
      `insert into search_touched (book_id)
       select id from books where id > ? and id <= ? order by id`,
      [after, last]
    )
  },

  finish: (client) => learnAll(client),
}

/** Brings the spelling list up to date; where very much changed, it is quicker made anew. */
export async function learn() {
  const [{ waiting }] = await db.rawQuery('select count(*) as waiting from search_unlearned')
  if (waiting > MOST_LEARNED_SINGLY) return learnAll(db.connection())
  for (let learned = 0; learned < waiting; learned += SLICE) {
    step()
    await learnChanged()
  }
}

/** Makes the spelling list from the words of all headings; one that is cut short is made by the next `learn`. */
async function learnAll(client: QueryClientContract) {
  await client.rawQuery('drop table if exists temp.learned')
  await client.rawQuery('create temp table learned as select book_id from search_unlearned')
  await client.rawQuery('delete from search_terms')
  await client.rawQuery('delete from search_misspellings')
  let after = ''
  for (;;) {
    const [{ last }] = await client.rawQuery(
      `select max(term) as last from (
         select term from search_vocabulary where term > ? order by term limit ?
       )`,
      [after, SLICE]
    )
    if (last === null) break
    step()
    await transaction(client, async (trx) => {
      await trx.rawQuery(
        `insert or replace into search_terms
         select term, doc from search_vocabulary where term > ? and term <= ? and ${WORTH_LEARNING}`,
        [after, last]
      )
      await learnMisspellings(trx, 'term > ? and term <= ?', [after, last])
    })
    after = last
  }
  await client.rawQuery(
    'delete from search_unlearned where book_id in (select book_id from learned)'
  )
}

/** Adds the words of books that changed since, some thousand books at a time. */
export async function learnChanged() {
  const rows: { book_id: number; words: string | null }[] = await db.rawQuery(
    `select search_unlearned.book_id, title || ' ' || people || ' ' || subjects as words
     from search_unlearned left join search_words using (book_id) limit ?`,
    [SLICE]
  )
  if (rows.length === 0) return
  const counts = new Map<string, number>()
  for (const { words } of rows) {
    for (const word of new Set(foldForSearch(words ?? '').match(WORD))) {
      counts.set(word, (counts.get(word) ?? 0) + 1)
    }
  }
  await transaction(db.connection(), async (trx) => {
    await trx.rawQuery(
      `insert into search_terms (term, books)
       select value ->> 0 as term, value ->> 1 from json_each(?) where ${WORTH_LEARNING}
       on conflict (term) do update set books = books + excluded.books`,
      [JSON.stringify([...counts])]
    )
    await learnMisspellings(trx, 'term in (select value from json_each(?))', [
      JSON.stringify([...counts.keys()]),
    ])
    await trx.rawQuery(
      'delete from search_unlearned where book_id in (select value from json_each(?))',
      [JSON.stringify(rows.map((row) => row.book_id))]
    )
  })
}

/** Notes each of the terms under itself, and under itself less any one letter. */
async function learnMisspellings(client: QueryClientContract, which: string, bindings: string[]) {
  await client.rawQuery(
    `insert or ignore into search_misspellings (misspelling, term)
     select substr(term, 1, number - 1) || substr(term, number + 1), term
     from search_terms, search_numbers
     where number <= length(term) + 1 and ${which}`,
    bindings
  )
}
