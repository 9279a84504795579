import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { takeTurn } from '#catalogue/record_count'
import { dialectOf } from '#search/dialect'
import { entryOf, FORM, type IndexEntry, readIndexed } from '#search/index_entry'
import { isWorthLearning, singleDeletes } from '#search/spelling'
import { rowsOf, valuesOf } from '#sql/json_rows'
import { pendingMigrations } from '#sql/migrations'
import { run } from '#sql/statement'
import { transaction } from '#sql/transaction'
import { step } from '#stop'

/** Books that are read at once, and that one transaction indexes beside others. */
const SLICE = 2_000
/** Before a search only a few are indexed, lest its visitor waits. */
const FEW = 500
/**
 * Books that are indexed together where all is one transaction: each time, full-text tables get one
 * more piece, which later has to be merged with the others.
 */
const MANY = 5_000
/** A pause after each slice of all books, for others who want the database, in milliseconds. */
const YIELD = 25

/** Genres, languages, decades and availability are counted; authors and stems are too many. */
const COUNTED_FACET = /^[gldv]_/
const UNCOUNTED = /^[as]_/

export type IndexProgress = (done: number, total: number) => void

interface State {
  /** A hash of what the index was made by; '' where there is none. */
  schema: string
  /** Up to which number the books are indexed; null where all are. */
  done: number | null
  /** The highest number of a book as making the index began; those that came later were noted. */
  last: number
}

/** Indexes all books noted as changed: in the transaction given, or in slices with one each. */
export async function refresh(client: QueryClientContract, progress: IndexProgress = () => {}) {
  const [{ noted }] = await run<{ noted: number }>(
    client,
    'select count(*) as noted from search_changes'
  )
  for (let done = 0; done < Number(noted);) {
    step()
    const indexed = client.isTransaction
      ? await indexNoted(client, MANY)
      : await transaction(client, (trx) => indexNoted(trx, SLICE))
    if (indexed === 0) return
    done += indexed
    progress(Math.min(done, Number(noted)), Number(noted))
  }
}

/** Indexes what was noted, before a search; where that fails, it goes on with what is indexed. */
export async function refreshBriefly() {
  const client = db.connection()
  const { impatience } = dialectOf(client)
  try {
    const noted = await run(client, 'select 1 from search_changes limit 1')
    if (noted.length === 0) return
    await transaction(client, async (trx) => {
      if (impatience) await run(trx, impatience)
      await indexNoted(trx, FEW)
    })
  } catch (error) {
    logger.warn({ err: error }, 'search index not brought up to date')
  }
}

async function indexNoted(trx: QueryClientContract, most: number) {
  await takeTurn(trx)
  const noted = await run<{ book_id: number }>(
    trx,
    `delete from search_changes
     where book_id in (select book_id from search_changes order by book_id limit ?)
     returning book_id`,
    [most]
  )
  await indexBooks(
    trx,
    noted.map((row) => row.book_id)
  )
  return noted.length
}

/** Brings what is indexed of the books, and counted of all, to what the catalogue has; a change too. */
async function indexBooks(trx: QueryClientContract, ids: number[]) {
  if (ids.length === 0) return
  await run(trx, `update record_counts set count = count + 1 where name = 'changes'`)
  const dialect = dialectOf(trx)
  const counts = new Map<string, number>()
  const count = (words: string[], by: number) => {
    for (const word of new Set(words)) {
      if (!UNCOUNTED.test(word)) counts.set(word, (counts.get(word) ?? 0) + by)
    }
  }
  let books = await readIndexed(trx, ids.slice(0, SLICE))
  for (let from = 0; from < ids.length; from += SLICE) {
    const next = from + SLICE
    // The database reads the next books while the words of these are folded
    const reading = readIndexed(trx, ids.slice(next, next + SLICE))
    const entries = books.map(entryOf)
    const rows = JSON.stringify(entries.map((entry) => rowOf(entry, dialect.cellOf)))
    for (const { headings } of entries) count(headings, 1)
    books = await reading

    const list = JSON.stringify(ids.slice(from, next))
    const former = await run<{ words: string }>(trx, dialect.indexedWords, [list])
    if (former.length > 0) for (const sql of dialect.removals) await run(trx, sql, [list])
    for (const { words } of former) count(words.split(' '), -1)
    for (const sql of dialect.additions) await run(trx, sql, [rows])
  }
  for (const sql of dialect.fullTexts) await run(trx, sql, [JSON.stringify(ids)])

  const changed = [...counts].filter(([, by]) => by !== 0)
  const facets = changed.filter(([word]) => COUNTED_FACET.test(word))
  await addCounts(trx, 'search_facets', 'facet', facets)
  const terms = changed.filter(([word]) => isWorthLearning(word))
  await countTerms(trx, terms)
}

function rowOf(
  { id, copies, titleKey, peopleKey, facets, headings, summary }: IndexEntry,
  cellOf: (words: string[]) => string
) {
  return [id, copies, titleKey, peopleKey, facets.join(' '), cellOf(headings), cellOf(summary)]
}

async function addCounts(
  trx: QueryClientContract,
  table: string,
  key: string,
  counts: [string, number][]
) {
  if (counts.length === 0) return
  await run(
    trx,
    `insert into ${table} (${key}, books)
     select * from (${rowsOf(trx, { [key]: 'text', books: 'integer' })}) as counted where true
     on conflict (${key}) do update set books = ${table}.books + excluded.books`,
    [JSON.stringify(counts)]
  )
}

/** Counts the words of the spelling list, and adds what those that are new may be misspelt as. */
async function countTerms(trx: QueryClientContract, counts: [string, number][]) {
  if (counts.length === 0) return
  const known = await run<{ term: string }>(
    trx,
    `select term from search_terms where term in (${valuesOf(trx, 'text')})`,
    [JSON.stringify(counts.map(([term]) => term))]
  )
  await addCounts(trx, 'search_terms', 'term', counts)
  const isKnown = new Set(known.map(({ term }) => term))
  const misspellings = counts.flatMap(([term]) =>
    isKnown.has(term) ? [] : singleDeletes(term).map((misspelling) => [misspelling, term])
  )
  if (misspellings.length === 0) return
  await run(
    trx,
    `insert into search_misspellings (misspelling, term)
     select * from (${rowsOf(trx, { misspelling: 'text', term: 'text' })}) as made where true
     order by 1, 2 on conflict do nothing`,
    [JSON.stringify(misspellings)]
  )
}

/** Makes an empty index where there is none or one of another schema; with `anew` in any case. */
export async function beginIndex(client: QueryClientContract, anew = false) {
  const { schema: statements, clearing } = dialectOf(client)
  const schema = createHash('sha256')
    .update(JSON.stringify([FORM, statements]))
    .digest('hex')
  const isThere = (state: State) => !anew && state.schema === schema
  if (isThere(await indexState(client))) return

  await transaction(client, async (trx) => {
    const state = await lockState(trx)
    if (isThere(state)) return
    if (state.schema === schema && clearing) {
      await takeTurn(trx)
      await run(trx, clearing)
    } else {
      await dropIndex(trx)
      for (const statement of statements) await run(trx, statement)
    }
    await run(
      trx,
      `update index_state
       set schema = ?, done = 0, last = (select coalesce(max(id), 0) from books)`,
      [schema]
    )
  })
}

export async function dropIndex(trx: QueryClientContract) {
  const { drops, lock } = dialectOf(trx)
  if (lock) await run(trx, lock)
  for (const { statement } of await run<{ statement: string }>(trx, drops)) {
    await run(trx, statement)
  }
}

/**
 * Makes the index where it is missing or of another schema, or goes on where that was cut short.
 * Each slice is a transaction that notes how far it came: a running site can write between them,
 * and several can do this at once. A book is not found until its turn has come.
 */
export async function completeIndex(client: QueryClientContract, progress?: IndexProgress) {
  await beginIndex(client)
  while (await indexSlice(client, progress)) await wait(YIELD)
  await refresh(client)
}

export async function rebuildIndex(client: QueryClientContract, progress?: IndexProgress) {
  await beginIndex(client, true)
  await completeIndex(client, progress)
}

/** Whether the tables of the library are there, and its search index with them. */
export async function isPrepared(client: QueryClientContract) {
  const pending = await pendingMigrations(client)
  if (pending.length > 0) return false
  const { schema } = await indexState(client)
  return schema !== ''
}

export async function indexState(client: QueryClientContract) {
  return (await client.from('index_state').select('schema', 'done', 'last').firstOrFail()) as State
}

/** @returns whether there is more to do */
async function indexSlice(client: QueryClientContract, progress: IndexProgress = () => {}) {
  step()
  const { done, last, isMore } = await transaction(client, async (trx) => {
    const state = await lockState(trx)
    if (state.done === null) return { done: 0, last: state.last, isMore: false }
    await takeTurn(trx)
    const books = await run<{ id: number }>(
      trx,
      'select id from books where id > ? and id <= ? order by id limit ?',
      [state.done, state.last, SLICE]
    )
    const ids = books.map(({ id }) => id)
    await indexBooks(trx, ids)
    const next = ids.length < SLICE ? state.last : ids[SLICE - 1]
    const isEnd = next >= state.last
    await run(trx, 'update index_state set done = ?', [isEnd ? null : next])
    return { done: next, last: state.last, isMore: !isEnd }
  })
  if (done > 0) progress(done, last)
  return isMore
}

/** Reads the state, and has others who would go on wait for the end of the transaction. */
async function lockState(trx: QueryClientContract) {
  const [state] = await run<State>(
    trx,
    'update index_state set done = done returning schema, done, last'
  )
  return state
}
