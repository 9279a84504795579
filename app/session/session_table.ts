import { setTimeout as wait } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { now } from '#clock'
import { decode } from '#session/content'
import { isSessionId, keyOf } from '#session/session_id'
import { type Binding, run } from '#sql/statement'

/** How many sessions one statement deletes. */
export const BATCH = 200

interface Options {
  /** Ends the work after the batch at hand. */
  signal?: AbortSignal
  onBatch?: (deleted: number) => void
}

/**
 * Deletes the expired sessions.
 *
 * @returns How many it deleted
 */
export async function clearExpired(client: QueryClientContract, options: Options = {}) {
  const total = await deleteInTurn(
    client,
    'expires_at <= ? order by expires_at',
    () => [now()],
    Infinity,
    options
  )
  await run(client, 'delete from session_successors where expires_at <= ?', [now()])
  return total
}

/**
 * Deletes the oldest of the sessions whose cookie never came back, as many as
 * there are more than so many.
 *
 * @returns How many it deleted
 */
export async function trimUnreturned(
  client: QueryClientContract,
  most: number,
  options: Options = {}
) {
  const [row] = await run(client, 'select count(*) as n from sessions where returned = 0', [])
  const tooMany = Number(row.n) - most
  return deleteInTurn(client, 'returned = 0 order by created_at', () => [], tooMany, options)
}

/**
 * Deletes sessions, a few at a time and with pauses three times as long as the
 * work, so that neither visitors nor another clearing wait for it.
 */
async function deleteInTurn(
  client: QueryClientContract,
  which: string,
  bindings: () => Binding[],
  most: number,
  { signal, onBatch }: Options
) {
  const skipTaken = client.dialect.name === 'postgres' ? 'for update skip locked' : ''
  let total = 0
  while (!signal?.aborted && total < most) {
    const start = performance.now()
    const deleted = await run(
      client,
      `delete from sessions where id in
         (select id from sessions where ${which} limit ? ${skipTaken})
       returning 1 as deleted`,
      [...bindings(), Math.min(BATCH, most - total)]
    )
    if (deleted.length === 0) break

    total += deleted.length
    onBatch?.(total)
    await wait(3 * (performance.now() - start))
  }
  return total
}

/** How many sessions have expired and wait to be cleared. */
export async function countExpired(client: QueryClientContract) {
  const [row] = await run(client, 'select count(*) as n from sessions where expires_at <= ?', [
    now(),
  ])
  return Number(row.n)
}

export interface LiveSessions {
  returned: number
  /** Those whose cookie never came back. */
  unreturned: number
}

/** How many sessions live; this reads indexes alone. */
export async function countLive(client: QueryClientContract): Promise<LiveSessions> {
  const [row] = await run(
    client,
    `select (select count(*) from sessions where expires_at > ?) as live,
            (select count(*) from sessions where returned = 0 and expires_at > ?) as unreturned`,
    [now(), now()]
  )
  const unreturned = Number(row.unreturned)
  return { returned: Number(row.live) - unreturned, unreturned }
}

export interface SessionStats extends LiveSessions {
  live: number
  expired: number
  /** When the oldest session began. */
  oldest: Date | null
  /** In bytes, rounded. */
  mean_size: number
  largest_size: number
}

export async function sessionStats(client: QueryClientContract): Promise<SessionStats> {
  const [row] = await run(
    client,
    `select count(*) filter (where expires_at > ?) as live,
            count(*) filter (where expires_at > ? and returned = 0) as unreturned,
            count(*) filter (where expires_at <= ?) as expired,
            min(created_at) as oldest,
            avg(octet_length(data)) as mean_size,
            max(octet_length(data)) as largest_size
     from sessions`,
    [now(), now(), now()]
  )
  return {
    live: Number(row.live),
    returned: Number(row.live) - Number(row.unreturned),
    unreturned: Number(row.unreturned),
    expired: Number(row.expired),
    oldest: row.oldest === null ? null : new Date(Number(row.oldest)),
    mean_size: Math.round(Number(row.mean_size)),
    largest_size: Number(row.largest_size),
  }
}

/**
 * One session in plain form, live or not.
 *
 * @param reference The visitor's session id, or the id of its row in the table
 * @returns null where there is no such session
 * @throws {SyntaxError} where its data is damaged
 */
export async function describeSession(client: QueryClientContract, reference: string) {
  const [row] = await run(
    client,
    'select id, data, version, expires_at, created_at from sessions where id in (?, ?)',
    [reference, isSessionId(reference) ? keyOf(reference) : reference]
  )
  if (!row) return null
  return describe({
    id: String(row.id),
    text: String(row.data),
    version: Number(row.version),
    expiresAt: Number(row.expires_at),
    createdAt: Number(row.created_at),
  })
}

/** @throws {SyntaxError} where the text is damaged */
export function describe(session: {
  id: string
  text: string
  version: number
  expiresAt: number
  createdAt: number
}) {
  const { values, expiry } = decode(session.text)
  return {
    id: session.id,
    began: new Date(session.createdAt),
    expires: new Date(session.expiresAt),
    expired: session.expiresAt <= now(),
    expiry: expiry ?? 'default',
    saves: session.version,
    values,
  }
}
