import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { now } from '#clock'
import { isInRedis } from '#config/session'
import { RedisSessions } from '#session/redis_sessions'
import { isSessionId, keyOf } from '#session/session_id'
import * as table from '#session/session_table'

interface KeptSessions {
  countExpired(): Promise<number>
  /** @returns How many it deleted */
  clearExpired(options?: Parameters<typeof table.clearExpired>[1]): Promise<number>
  /** Deletes the oldest of those whose cookie never came back. @returns How many it deleted */
  trimUnreturned(most: number, options?: { signal?: AbortSignal }): Promise<number>
  countLive(): Promise<table.LiveSessions>
  stats(): Promise<table.SessionStats>
  describe(reference: string): ReturnType<typeof table.describeSession>
}

/** The sessions that are kept, wherever config/session.ts keeps them. */
export async function keptSessions(): Promise<KeptSessions> {
  if (isInRedis) return inRedis(await RedisSessions.connect(app))

  const client = db.connection()
  return {
    countExpired: () => table.countExpired(client),
    clearExpired: (options) => table.clearExpired(client, options),
    trimUnreturned: (most, options) => table.trimUnreturned(client, most, options),
    countLive: () => table.countLive(client),
    stats: () => table.sessionStats(client),
    describe: (reference) => table.describeSession(client, reference),
  }
}

/**
 * One session in plain form, live or not.
 *
 * @param reference The visitor's session id, or the key that it is kept under
 * @returns null where there is no such session
 * @throws {SyntaxError} where its data is damaged
 */
export async function describeSession(reference: string) {
  const sessions = await keptSessions()
  return sessions.describe(reference)
}

/** Redis deletes by itself what has expired. */
function inRedis(sessions: RedisSessions): KeptSessions {
  return {
    countExpired: async () => 0,
    clearExpired: async () => 0,

    trimUnreturned: (most, options) => sessions.trimUnreturned(most, options),

    async countLive() {
      let live = 0
      for await (const keys of sessions.pages()) live += keys.size
      const unreturned = await sessions.countUnreturned()
      return { returned: Math.max(0, live - unreturned), unreturned }
    },

    async stats() {
      let [live, unreturned, size, largest, oldest] = [0, 0, 0, 0, Infinity]
      for await (const { text, createdAt, expiresAt, hasReturned } of sessions.all()) {
        if (expiresAt <= now()) continue
        const bytes = Buffer.byteLength(text)
        live++
        if (!hasReturned) unreturned++
        size += bytes
        largest = Math.max(largest, bytes)
        oldest = Math.min(oldest, createdAt)
      }
      return {
        live,
        returned: live - unreturned,
        unreturned,
        expired: 0,
        oldest: live > 0 ? new Date(oldest) : null,
        mean_size: live > 0 ? Math.round(size / live) : 0,
        largest_size: largest,
      }
    },

    async describe(reference) {
      for (const key of [reference, ...(isSessionId(reference) ? [keyOf(reference)] : [])]) {
        const kept = await sessions.find(key)
        if (kept) return table.describe({ id: key, ...kept })
      }
      return null
    },
  }
}
