import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import type { ApplicationService } from '@adonisjs/core/types'
import type { RedisConnection } from '@adonisjs/redis'
import { SessionsRestingException } from '#exceptions/errors'
import { now } from '#clock'
import {
  BATCH,
  type Clearing,
  type NewRow,
  REDIRECT_LASTS,
  type RowChange,
  type SessionRow,
  type SessionRows,
} from '#session/session_rows'

const PREFIX = 'session:'
const REDIRECT = 'successor:'
/** The names of the sessions whose cookie never came back, by when they expire. */
const UNRETURNED = 'unreturned'
const SCANNED = 500
/** How long the program waits at its start for a connection, in milliseconds. */
const PATIENCE = 1_000

/**
 * KEYS are names of sessions and redirects, ARGV what they are to hold; "" leaves that as it is.
 * Redis is told how long a session lives, not until when: its clock may differ from the site's.
 */
const SCRIPTS = {
  insertSession: `
    local name, unreturned, redirect = KEYS[1], KEYS[2], KEYS[3]
    local text, expires, lasts, created, key, redirectLasts = unpack(ARGV)
    if redirect and not redis.call('set', redirect, key, 'nx', 'px', redirectLasts) then return 0 end
    for at = 4, #KEYS do
      redis.call('zrem', unreturned, KEYS[at])
      redis.call('del', KEYS[at])
    end
    redis.call('hset', name, 'data', text, 'version', 1, 'expires_at', expires, 'created_at', created, 'unreturned', 1)
    redis.call('zadd', unreturned, expires, name)
    redis.call('pexpire', name, lasts)
    return 1`,

  updateSession: `
    local name, unreturned, newName, redirect = unpack(KEYS)
    local version, text, expires, lasts, newKey, redirectLasts = unpack(ARGV)
    if redis.call('hget', name, 'version') ~= version then return 0 end
    if text ~= '' then
      redis.call('hset', name, 'data', text)
      redis.call('hincrby', name, 'version', 1)
    end
    if expires ~= '' then
      redis.call('hset', name, 'expires_at', expires)
      redis.call('pexpire', name, lasts)
    end
    redis.call('hdel', name, 'unreturned')
    redis.call('zrem', unreturned, name)
    if newName ~= name then
      redis.call('rename', name, newName)
      redis.call('set', redirect, newKey, 'px', redirectLasts)
    end
    return 1`,

  removeSession: `
    local name, unreturned = unpack(KEYS)
    if ARGV[1] ~= '' and redis.call('hget', name, 'version') ~= ARGV[1] then return 0 end
    redis.call('zrem', unreturned, name)
    return redis.call('del', name)`,

  trimUnreturned: `
    local unreturned, most, batch = KEYS[1], ARGV[1], ARGV[2]
    local many = math.min(redis.call('zcard', unreturned) - most, batch)
    if many <= 0 then return 0 end
    for _, name in ipairs(redis.call('zrange', unreturned, 0, many - 1)) do redis.call('del', name) end
    return redis.call('zremrangebyrank', unreturned, 0, many - 1)`,

  countSessions: `
    local unreturned, cursor, pattern, batch = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
    local found = redis.call('scan', cursor, 'match', pattern, 'count', batch)
    local returned, bare = 0, 0
    for _, name in ipairs(found[2]) do
      if redis.call('zscore', unreturned, name) then bare = bare + 1 else returned = returned + 1 end
    end
    return {found[1], returned, bare}`,
}

/** For config/session.ts. Waits a moment for the connection, without which sessions rest. */
export async function redisRows(app: ApplicationService) {
  const redis = await app.container.make('redis')
  redis.doNotLogErrors()
  const connection = redis.connection() as RedisConnection
  const rows = new RedisRows(connection)
  if (!connection.isReady()) {
    const { ioConnection } = connection
    await Promise.race([once(ioConnection, 'ready').catch(() => {}), wait(PATIENCE)])
  }
  return rows
}

/** Sessions in Redis, a hash each, which Redis deletes when it has expired. */
export class RedisRows implements SessionRows {
  readonly oneAtATime = false

  constructor(private readonly connection: RedisConnection) {
    for (const [name, lua] of Object.entries(SCRIPTS)) connection.defineCommand(name, { lua })
    let isAway = false
    connection.on('error', ({ error }) => {
      if (!isAway) logger.error({ err: error }, 'Redis cannot be reached: sessions are resting')
      isAway = true
    })
    connection.on('ready', () => {
      if (isAway) logger.info('Redis is back')
      isAway = false
    })
  }

  async find(key: string): Promise<SessionRow | null> {
    const fields = ['data', 'version', 'expires_at', 'created_at', 'unreturned']
    const [data, version, expires, created, unreturned] = await this.#ask(() =>
      this.connection.hmget(PREFIX + key, ...fields)
    )
    if (data === null) return null
    return {
      text: data,
      version: Number(version),
      expiresAt: Number(expires),
      createdAt: Number(created),
      hasReturned: unreturned === null,
    }
  }

  async insert(key: string, { text, expiresAt }: NewRow, former: string[] = []) {
    const last = former.slice(-1).map((gone) => REDIRECT + gone)
    const keys = [PREFIX + key, UNRETURNED, ...last, ...former.map((gone) => PREFIX + gone)]
    const args = [text, ...lasting(expiresAt), now(), key, REDIRECT_LASTS]
    return (await this.#run('insertSession', keys, args)) === 1
  }

  async update(key: string, version: number, { text, expiresAt }: RowChange, newKey = key) {
    const keys = [PREFIX + key, UNRETURNED, PREFIX + newKey, REDIRECT + key]
    const args = [version, text ?? '', ...lasting(expiresAt), newKey, REDIRECT_LASTS]
    return (await this.#run('updateSession', keys, args)) === 1
  }

  async remove(key: string, version?: number) {
    return (await this.#run('removeSession', [PREFIX + key, UNRETURNED], [version ?? ''])) === 1
  }

  redirectOf(key: string) {
    return this.#ask(() => this.connection.get(REDIRECT + key))
  }

  async confirm() {}

  /** Redis deletes them by itself, but not from the list of those whose cookie never came back. */
  async clearExpired() {
    await this.#ask(() => this.connection.zremrangebyscore(UNRETURNED, '-inf', now()))
    return 0
  }

  /** First those that would expire first. */
  async trimUnreturned(most: number, { signal }: Clearing = {}) {
    await this.clearExpired()
    let total = 0
    let deleted: number
    do {
      deleted = await this.#run('trimUnreturned', [UNRETURNED], [most, BATCH])
      total += deleted
    } while (deleted > 0 && !signal?.aborted)
    return total
  }

  async count() {
    let [cursor, returned, unreturned] = ['0', 0, 0]
    do {
      const args = [cursor, `${this.#prefix}*`, SCANNED]
      const found = await this.#run<[string, number, number]>('countSessions', [UNRETURNED], args)
      cursor = found[0]
      returned += found[1]
      unreturned += found[2]
    } while (cursor !== '0')
    return { returned, unreturned }
  }

  async stats() {
    let [live, unreturned, size, largest, oldest] = [0, 0, 0, 0, Infinity]
    for await (const keys of this.#keys()) {
      for (const key of keys) {
        const row = await this.find(key)
        if (!row || row.expiresAt <= now()) continue
        const bytes = Buffer.byteLength(row.text)
        live++
        if (!row.hasReturned) unreturned++
        size += bytes
        largest = Math.max(largest, bytes)
        oldest = Math.min(oldest, row.createdAt)
      }
    }
    return {
      live,
      returned: live - unreturned,
      unreturned,
      expired: 0,
      oldest: live > 0 ? new Date(oldest) : null,
      mean_size: Math.round(size / Math.max(1, live)),
      largest_size: largest,
    }
  }

  get #prefix() {
    return (this.connection.ioConnection.options.keyPrefix ?? '') + PREFIX
  }

  async *#keys() {
    const prefix = this.#prefix
    let [cursor, names]: [string, string[]] = ['0', []]
    do {
      ;[cursor, names] = await this.#ask(() =>
        this.connection.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', SCANNED)
      )
      yield names.map((name) => name.slice(prefix.length))
    } while (cursor !== '0')
  }

  #run<Result = number>(
    script: keyof typeof SCRIPTS,
    keys: string[],
    args: (string | number)[]
  ): Promise<Result> {
    return this.#ask(() => this.connection.runCommand(script, keys.length, ...keys, ...args))
  }

  async #ask<T>(work: () => Promise<T>) {
    try {
      return await work()
    } catch (error) {
      throw new SessionsRestingException(['Redis does not answer'], { cause: error })
    }
  }
}

/** The moment of expiry, and the milliseconds until then; "" for both where it stays as it is. */
function lasting(expiresAt: number | null) {
  return expiresAt === null ? ['', ''] : [expiresAt, Math.max(1, Math.ceil(expiresAt - now()))]
}
