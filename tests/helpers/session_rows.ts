import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import type { RedisConnection } from '@adonisjs/redis'

export const isInRedis = process.env.SESSION_STORE === 'redis'

export interface SessionRow {
  id: string
  data: string
  version: number
  expires_at: number
}

/** The kept sessions, as they stand in the database or in Redis. */
export async function sessionRows(): Promise<SessionRow[]> {
  if (!isInRedis) return inNumbers(await db.from('sessions').select('*'))
  const { redis, keys } = await sessionsInRedis()
  const rows = await Promise.all(
    keys.map(async (key) => ({ id: key.slice('session:'.length), ...(await redis.hgetall(key)) }))
  )
  return inNumbers(rows as unknown as SessionRow[])
}

/** Writes to all sessions, past the site. */
export async function overwriteSessions(values: Partial<SessionRow>) {
  if (!isInRedis) return void (await db.from('sessions').update(values))
  const { redis, keys } = await sessionsInRedis()
  for (const key of keys) await redis.hset(key, values)
}

export async function removeSessions() {
  if (!isInRedis) {
    for (const table of ['sessions', 'session_successors']) await db.from(table).delete()
    return
  }
  const { redis, keys } = await sessionsInRedis()
  await redis.del('unreturned', ...keys)
}

async function sessionsInRedis() {
  const manager = await app.container.make('redis')
  const redis = manager.connection() as RedisConnection
  const prefix = redis.ioConnection.options.keyPrefix!
  if (!redis.isReady()) await new Promise((resolve) => redis.ioConnection.once('ready', resolve))
  const names = await redis.keys(`${prefix}session:*`)
  return { redis, keys: names.map((name) => name.slice(prefix.length)) }
}

function inNumbers(rows: SessionRow[]) {
  return rows.map((row) => ({
    ...row,
    version: Number(row.version),
    expires_at: Number(row.expires_at),
  }))
}
