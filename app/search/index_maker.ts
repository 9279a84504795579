import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { IndexProgress } from '#search/engine'
import { postgresMaker } from '#search/postgres_index'
import { sqliteMaker } from '#search/sqlite_index'
import { run } from '#sql/statement'
import { transaction } from '#sql/transaction'
import { step } from '#stop'

const SLICE = 2_000
/** So long others have the database to themselves after each, in milliseconds. */
const YIELD = 25

/** What making the index asks of a database. */
export interface IndexMaker {
  /** All that the rows of the index depend on. */
  schema(client: QueryClientContract): Promise<string[]>
  /** Drops whatever index there is, of any form. */
  drop(trx: QueryClientContract): Promise<void>
  /** Makes an empty index. */
  create(trx: QueryClientContract): Promise<void>
  /** Readies an index of this form for all books to be indexed again. */
  empty(trx: QueryClientContract): Promise<void>
  /** Indexes the books above an id, up to another. */
  indexBooks(trx: QueryClientContract, after: number, last: number): Promise<void>
  /** Brings up to date what is made of the rows of all books. */
  finish(client: QueryClientContract): Promise<void>
}

const makerOf = (client: QueryClientContract): IndexMaker =>
  client.dialect.name === 'postgres' ? postgresMaker : sqliteMaker

interface State {
  /** What the index was made by; '' where there is none. */
  schema: string
  /** Up to which number the books are indexed; null where all are. */
  done: number | null
  /** The highest number of a book as making the index began: those that came later were indexed as they came. */
  last: number
}

/** Makes an empty index where there is none, or one of another schema, or all books are to be indexed again. */
export async function beginIndex(client: QueryClientContract) {
  const schema = createHash('sha256')
    .update(JSON.stringify(await makerOf(client).schema(client)))
    .digest('hex')
  const isBegun = (state: State) => state.schema === schema && state.done !== 0
  if (isBegun(await indexState(client))) return

  await transaction(client, async (trx) => {
    const state = await lockState(trx)
    if (isBegun(state)) return
    const maker = makerOf(trx)
    if (state.schema !== schema) {
      await maker.drop(trx)
      await maker.create(trx)
    } else {
      await maker.empty(trx)
    }
    await trx.rawQuery(
      `update index_state
       set schema = ?, done = 0, last = (select coalesce(max(id), 0) from books)`,
      [schema]
    )
  })
}

/**
 * Makes the search index where it is missing or of another schema, and goes on where making it was
 * cut short. It is made in slices, each a transaction that also notes how far it came: a running
 * site can write between them, and several can do this at once. Until it is done, the books whose
 * turn has not come are not found.
 */
export async function completeIndex(client: QueryClientContract, progress?: IndexProgress) {
  await beginIndex(client)
  const { done } = await indexState(client)
  if (done === null) return
  let isMore = true
  while (isMore) {
    step()
    isMore = await indexSlice(client, progress)
    await wait(YIELD)
  }
  await makerOf(client).finish(client)
  // Not where somebody began anew meanwhile
  await client.rawQuery('update index_state set done = null where done >= last')
}

/** Makes the whole index anew, from its first book on. */
export async function rebuildIndex(client: QueryClientContract, progress?: IndexProgress) {
  await forgetIndexed(client)
  await completeIndex(client, progress)
}

/** Has `completeIndex` index all books again, for changes that the index does not follow. */
export async function forgetIndexed(client: QueryClientContract) {
  await client.rawQuery('update index_state set done = 0')
}

export async function indexState(client: QueryClientContract) {
  return (await client.from('index_state').select('schema', 'done', 'last').firstOrFail()) as State
}

/** @returns whether there is more to do */
async function indexSlice(client: QueryClientContract, progress: IndexProgress = () => {}) {
  const { done, last } = await transaction(client, async (trx) => {
    const state = await lockState(trx)
    if (state.done === null || state.done >= state.last) return state
    const next = Math.min(state.done + SLICE, state.last)
    await makerOf(trx).indexBooks(trx, state.done, next)
    await trx.rawQuery('update index_state set done = ?', [next])
    return { ...state, done: next }
  })
  if (done) progress(done, last)
  return done !== null && done < last
}

/** Reads the state, and has others who would go on wait for the end of the transaction. */
async function lockState(trx: QueryClientContract) {
  const sql = 'update index_state set done = done returning schema, done, last'
  const [state] = await run(trx, sql, [])
  return state as unknown as State
}
