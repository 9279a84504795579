import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { now } from '#clock'
import { RedisSessions } from '#session/redis_sessions'
import { isSessionId, keyOf } from '#session/session_id'
import * as table from '#session/session_table'
import env from '#start/env'

interface KeptSessions {
  countExpired(): Promise<number>
  /** @returns How many it deleted */
  clearExpired(options?: Parameters<typeof table.clearExpired>[1]): Promise<number>
  stats(): Promise<table.SessionStats>
  describe(reference: string): ReturnType<typeof table.describeSession>
}

/** The sessions that are kept, wherever config/session.ts keeps them, for the console. */
export async function keptSessions(): Promise<KeptSessions> {
  if (env.get('SESSION_STORE') === 'redis') return inRedis(await RedisSessions.connect(app))

  const client = db.connection()
  return {
    countExpired: () => table.countExpired(client),
    clearExpired: (options) => table.clearExpired(client, options),
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

    async stats() {
      let [live, size, largest, oldest] = [0, 0, 0, Infinity]
      for await (const { text, createdAt, expiresAt } of sessions.all()) {
        if (expiresAt <= now()) continue
        const bytes = Buffer.byteLength(text)
        live++
        size += bytes
        largest = Math.max(largest, bytes)
        oldest = Math.min(oldest, createdAt)
      }
      return {
        live,
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
