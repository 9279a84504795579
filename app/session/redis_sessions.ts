import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import type { ApplicationService } from '@adonisjs/core/types'
import type { RedisConnection } from '@adonisjs/redis'
import SessionsRestingException from '#exceptions/sessions_resting_exception'
import { now } from '#clock'
import { SUCCESSOR_LASTS } from '#session/session_store'

const PREFIX = 'session:'
const SUCCESSOR = 'successor:'
const SCANNED = 500
/** How long the program waits at its start for a connection, in milliseconds. */
const PATIENCE = 1_000

export interface KeptSession {
  text: string
  version: number
  /** In milliseconds since 1970, as is `createdAt`. */
  expiresAt: number
  createdAt: number
}

/**
 * Each takes the key of a session first; "" stands for what is to stay as it is.
 * How long Redis keeps a session goes by how long it lives, not by a moment: its
 * clock may be another than that of the site.
 */
const SCRIPTS = {
  insertSession: `
    redis.call('hset', KEYS[1], 'data', ARGV[1], 'version', 1, 'expires_at', ARGV[2], 'created_at', ARGV[4])
    redis.call('pexpire', KEYS[1], ARGV[3])`,

  overwriteSession: `
    redis.call('hset', KEYS[1], 'data', ARGV[1], 'expires_at', ARGV[2])
    redis.call('hsetnx', KEYS[1], 'created_at', ARGV[4])
    redis.call('hincrby', KEYS[1], 'version', 1)
    redis.call('pexpire', KEYS[1], ARGV[3])`,

  replaceSession: `
    if redis.call('hget', KEYS[1], 'version') ~= ARGV[1] then return 0 end
    if ARGV[2] == '' then return redis.call('del', KEYS[1]) end
    redis.call('hset', KEYS[1], 'data', ARGV[2])
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
    redis.call('hset', KEYS[1], 'data', ARGV[1], 'version', 1, 'expires_at', ARGV[2], 'created_at', ARGV[4])
    redis.call('pexpire', KEYS[1], ARGV[3])
    return 1`,

  renewSession: `
    if redis.call('exists', KEYS[1]) == 0 then return 0 end
    if ARGV[1] ~= '' and redis.call('hget', KEYS[1], 'version') ~= ARGV[1] then return 0 end
    redis.call('hset', KEYS[1], 'expires_at', ARGV[2])
    redis.call('pexpire', KEYS[1], ARGV[3])
    return 1`,
}

const KEYS_OF: Record<string, number> = { replaceSession: 3, succeedSession: 2 }

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
    const [data, version, expires, created] = await this.#ask(() =>
      this.#connection.hmget(PREFIX + key, 'data', 'version', 'expires_at', 'created_at')
    )
    if (data === null) return null
    return {
      text: data,
      version: Number(version),
      expiresAt: Number(expires),
      createdAt: Number(created),
    }
  }

  async insert(key: string, text: string, expires: number) {
    await this.#run('insertSession', PREFIX + key, text, ...lasting(expires), now())
  }

  /** @returns Whether the session was still there in this version */
  async replace(
    key: string,
    version: number,
    to: { key: string; text: string | null; expiresAt: number | null }
  ) {
    const keys = [PREFIX + key, PREFIX + to.key, SUCCESSOR + key]
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
    const keys = [PREFIX + key, SUCCESSOR + former]
    return this.#run('succeedSession', ...keys, ...content, key, SUCCESSOR_LASTS)
  }

  /** The key of the session with which those of this key went on, if they did. */
  async successorOf(key: string) {
    return this.#ask(() => this.#connection.get(SUCCESSOR + key))
  }

  /** @returns Whether the session was still there in this version */
  async renew(key: string, version: number, expires: number) {
    return this.#run('renewSession', PREFIX + key, version, ...lasting(expires))
  }

  async postpone(key: string, expires: number) {
    await this.#run('renewSession', PREFIX + key, '', ...lasting(expires))
  }

  async overwrite(key: string, text: string, expires: number) {
    await this.#run('overwriteSession', PREFIX + key, text, ...lasting(expires), now())
  }

  async remove(key: string) {
    await this.#ask(() => this.#connection.del(PREFIX + key))
  }

  /** All sessions with their keys, one after the other, those that come and go meanwhile maybe not. */
  async *all(): AsyncGenerator<KeptSession & { key: string }> {
    const prefix = (this.#connection.ioConnection.options.keyPrefix ?? '') + PREFIX
    let cursor = '0'
    do {
      const [next, names] = await this.#ask(() =>
        this.#connection.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', SCANNED)
      )
      cursor = next
      for (const name of new Set(names)) {
        const key = name.slice(prefix.length)
        const kept = await this.find(key)
        if (kept) yield { key, ...kept }
      }
    } while (cursor !== '0')
  }

  async #run(command: keyof typeof SCRIPTS, ...args: (string | number)[]) {
    const result = await this.#ask(() => this.#connection.runCommand(command, ...args))
    return result === 1
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
