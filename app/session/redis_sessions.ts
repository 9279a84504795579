import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import type { ApplicationService } from '@adonisjs/core/types'
import type { RedisConnection } from '@adonisjs/redis'
import SessionsRestingException from '#exceptions/sessions_resting_exception'
import { now } from '#clock'
import { SUCCESSOR_LASTS } from '#session/session_store'
import { BATCH } from '#session/session_table'

const PREFIX = 'session:'
const SUCCESSOR = 'successor:'
/** The names of the sessions whose cookie never came back, by when they expire. */
const UNRETURNED = 'unreturned'
const SCANNED = 500
/** How long the program waits at its start for a connection, in milliseconds. */
const PATIENCE = 1_000

export interface KeptSession {
  text: string
  version: number
  /** In milliseconds since 1970, as is `createdAt`. */
  expiresAt: number
  createdAt: number
  /** Whether its cookie ever came back. */
  hasReturned: boolean
}

/**
 * Each takes the key of a session first; "" stands for what is to stay as it is.
 * How long Redis keeps a session goes by how long it lives, not by a moment: its
 * clock may be another than that of the site.
 */
const SCRIPTS = {
  insertSession: `
    redis.call('hset', KEYS[1], 'data', ARGV[1], 'version', 1, 'expires_at', ARGV[2], 'created_at', ARGV[4], 'unreturned', 1)
    redis.call('zadd', KEYS[2], ARGV[2], KEYS[1])
    redis.call('pexpire', KEYS[1], ARGV[3])`,

  overwriteSession: `
    redis.call('hset', KEYS[1], 'data', ARGV[1], 'expires_at', ARGV[2])
    redis.call('hsetnx', KEYS[1], 'created_at', ARGV[4])
    redis.call('hincrby', KEYS[1], 'version', 1)
    redis.call('pexpire', KEYS[1], ARGV[3])`,

  replaceSession: `
    if redis.call('hget', KEYS[1], 'version') ~= ARGV[1] then return 0 end
    redis.call('zrem', KEYS[4], KEYS[1])
    if ARGV[2] == '' then return redis.call('del', KEYS[1]) end
    redis.call('hset', KEYS[1], 'data', ARGV[2])
    redis.call('hdel', KEYS[1], 'unreturned')
    redis.call('hincrby', KEYS[1], 'version', 1)
    if ARGV[3] ~= '' then
      redis.call('hset', KEYS[1], 'expires_at', ARGV[3])
      redis.call('pexpire', KEYS[1], ARGV[4])
    end
    if KEYS[1] ~= KEYS[2] then
      redis.call('rename', KEYS[1], KEYS[2])
      redis.call('set', KEYS[3], ARGV[5], 'px', ARGV[6])
    end
    return 1`,

  succeedSession: `
    if not redis.call('set', KEYS[2], ARGV[5], 'nx', 'px', ARGV[6]) then return 0 end
    redis.call('hset', KEYS[1], 'data', ARGV[1], 'version', 1, 'expires_at', ARGV[2], 'created_at', ARGV[4], 'unreturned', 1)
    redis.call('zadd', KEYS[3], ARGV[2], KEYS[1])
    redis.call('pexpire', KEYS[1], ARGV[3])
    return 1`,

  renewSession: `
    if redis.call('exists', KEYS[1]) == 0 then return 0 end
    if ARGV[1] ~= '' and redis.call('hget', KEYS[1], 'version') ~= ARGV[1] then return 0 end
    redis.call('hset', KEYS[1], 'expires_at', ARGV[2])
    redis.call('hdel', KEYS[1], 'unreturned')
    redis.call('zrem', KEYS[2], KEYS[1])
    redis.call('pexpire', KEYS[1], ARGV[3])
    return 1`,

  removeSession: `
    redis.call('zrem', KEYS[2], KEYS[1])
    return redis.call('del', KEYS[1])`,

  trimUnreturned: `
    redis.call('zremrangebyscore', KEYS[1], '-inf', ARGV[1])
    local many = math.min(redis.call('zcard', KEYS[1]) - ARGV[2], ARGV[3])
    if many <= 0 then return 0 end
    for _, name in ipairs(redis.call('zrange', KEYS[1], 0, many - 1)) do redis.call('del', name) end
    return redis.call('zremrangebyrank', KEYS[1], 0, many - 1)`,
}

const KEYS_OF: Record<string, number> = {
  insertSession: 2,
  replaceSession: 4,
  succeedSession: 3,
  renewSession: 2,
  removeSession: 2,
}

/**
 * What Redis keeps of each session: a hash of its data, version, expiry and
 * beginning, which Redis deletes when it has expired.
 */
export class RedisSessions {
  static #made = new WeakMap<RedisConnection, RedisSessions>()

  /** Waits a moment for the connection; without it, sessions rest until it is there. */
  static async connect(app: ApplicationService) {
    const redis = await app.container.make('redis')
    redis.doNotLogErrors()
    const connection = redis.connection() as RedisConnection
    const known = this.#made.get(connection)
    if (known) return known

    const sessions = new RedisSessions(connection)
    this.#made.set(connection, sessions)
    if (!connection.isReady()) {
      const { ioConnection } = connection
      await Promise.race([once(ioConnection, 'ready').catch(() => {}), wait(PATIENCE)])
    }
    return sessions
  }

  #connection: RedisConnection

  private constructor(connection: RedisConnection) {
    this.#connection = connection
    for (const [name, lua] of Object.entries(SCRIPTS)) {
      connection.defineCommand(name, { lua, numberOfKeys: KEYS_OF[name] ?? 1 })
    }
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

  /** A session, expired or not; null where there is none under the key. */
  async find(key: string): Promise<KeptSession | null> {
    const fields = ['data', 'version', 'expires_at', 'created_at', 'unreturned']
    const [data, version, expires, created, unreturned] = await this.#ask(() =>
      this.#connection.hmget(PREFIX + key, ...fields)
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

  async insert(key: string, text: string, expires: number) {
    const keys = [PREFIX + key, UNRETURNED]
    await this.#run('insertSession', ...keys, text, ...lasting(expires), now())
  }

  /** @returns Whether the session was still there in this version */
  async replace(
    key: string,
    version: number,
    to: { key: string; text: string | null; expiresAt: number | null }
  ) {
    const keys = [PREFIX + key, PREFIX + to.key, SUCCESSOR + key, UNRETURNED]
    const content = [version, to.text ?? '', ...lasting(to.expiresAt)]
    return this.#run('replaceSession', ...keys, ...content, to.key, SUCCESSOR_LASTS)
  }

  /**
   * Stores a new session, with which those of a key go on that is gone.
   *
   * @returns false where another was quicker
   */
  async succeed(former: string, key: string, text: string, expires: number) {
    const content = [text, ...lasting(expires), now()]
    const keys = [PREFIX + key, SUCCESSOR + former, UNRETURNED]
    return this.#run('succeedSession', ...keys, ...content, key, SUCCESSOR_LASTS)
  }

  /** The key of the session with which those of this key went on, if they did. */
  async successorOf(key: string) {
    return this.#ask(() => this.#connection.get(SUCCESSOR + key))
  }

  /**
   * Puts the expiry off, and takes down that the cookie came back.
   *
   * @returns Whether the session was still there in this version
   */
  async renew(key: string, version: number, expires: number) {
    return this.#run('renewSession', PREFIX + key, UNRETURNED, version, ...lasting(expires))
  }

  async postpone(key: string, expires: number) {
    await this.#run('renewSession', PREFIX + key, UNRETURNED, '', ...lasting(expires))
  }

  async overwrite(key: string, text: string, expires: number) {
    await this.#run('overwriteSession', PREFIX + key, text, ...lasting(expires), now())
  }

  async remove(key: string) {
    await this.#run('removeSession', PREFIX + key, UNRETURNED)
  }

  /**
   * Deletes those of the sessions whose cookie never came back that would expire
   * first, a few at a time and as many as there are more than so many.
   *
   * @param signal Ends the work after the batch at hand
   * @returns How many it deleted
   */
  async trimUnreturned(most: number, { signal }: { signal?: AbortSignal } = {}) {
    let total = 0
    let deleted: number
    do {
      deleted = await this.#call('trimUnreturned', UNRETURNED, now(), most, BATCH)
      total += deleted
    } while (deleted > 0 && !signal?.aborted)
    return total
  }

  async countUnreturned() {
    return this.#ask(() => this.#connection.zcount(UNRETURNED, now(), '+inf'))
  }

  /** All sessions with their keys, one after the other, those that come and go meanwhile maybe not. */
  async *all(): AsyncGenerator<KeptSession & { key: string }> {
    for await (const keys of this.pages()) {
      for (const key of keys) {
        const kept = await this.find(key)
        if (kept) yield { key, ...kept }
      }
    }
  }

  /** The keys of all sessions, some at a time. */
  async *pages(): AsyncGenerator<Set<string>> {
    const prefix = (this.#connection.ioConnection.options.keyPrefix ?? '') + PREFIX
    let cursor = '0'
    do {
      const [next, names] = await this.#ask(() =>
        this.#connection.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', SCANNED)
      )
      cursor = next
      yield new Set(names.map((name) => name.slice(prefix.length)))
    } while (cursor !== '0')
  }

  async #run(command: keyof typeof SCRIPTS, ...args: (string | number)[]) {
    const result = await this.#call(command, ...args)
    return result === 1
  }

  #call(command: keyof typeof SCRIPTS, ...args: (string | number)[]): Promise<number> {
    return this.#ask(() => this.#connection.runCommand(command, ...args))
  }

  async #ask<T>(work: () => Promise<T>) {
    try {
      return await work()
    } catch (error) {
      throw new SessionsRestingException('Redis does not answer', { cause: error })
    }
  }
}

/** The moment of expiry, and the milliseconds until then; "" for both where it stays as it is. */
function lasting(expires: number | null) {
  return expires === null ? ['', ''] : [expires, Math.max(1, Math.ceil(expires - now()))]
}
