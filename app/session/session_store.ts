import { isDeepStrictEqual } from 'node:util'
import { configProvider } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type {
  SessionConfig,
  SessionStoreContract,
  SessionStoreFactory,
} from '@adonisjs/session/types'
import { now } from '#session/clock'
import { type Content, type Values, decode, encode } from '#session/content'
import { type Expiry, expiresAt, lifeOf } from '#session/expiry'
import { type Increment, merge } from '#session/merge'
import { isSessionId, keyOf } from '#session/session_id'
import { type Binding, run } from '#session/statement'

/** The store for config/session.ts: the table `sessions` of the site's own database. */
export function versionedStore() {
  return configProvider.create<SessionStoreFactory>(async (app) => {
    const db = await app.container.make('lucid.db')
    return (_, config) => new DatabaseSessionStore(db.connection(), config)
  })
}

/** A session as it was when the request began. */
export interface StoredSession {
  key: string
  version: number
  /** In milliseconds since 1970. */
  expiresAt: number
  text: string
  expiry: Expiry | undefined
}

/** What a request made of the session that it read. */
export interface Change {
  text: string
  isEmpty: boolean
  increments: Increment[]
  /** When the session is to expire, in milliseconds since 1970; null leaves that as it is. */
  expiresAt: number | null
  /** The id that the session is to have from now on. */
  id?: string
}

/**
 * The kept sessions, for one request: it remembers what it read, so that a save
 * applies only to that, and else merges with what came in between.
 */
export abstract class SessionStore implements SessionStoreContract {
  /** What `read` found; null where there was nothing to find. */
  stored: StoredSession | null = null
  /** Whether sessions could not be reached, so that this request goes without. */
  isResting = false

  protected config: SessionConfig

  constructor(config: SessionConfig) {
    this.config = config
  }

  /**
   * The values of a live session. An unknown, expired or damaged one gives
   * null, and a malformed id is not even looked for.
   */
  async read(id: string) {
    this.stored = null
    if (!isSessionId(id)) return null

    const key = keyOf(id)
    const row = await this.find(key)
    if (!row) return null
    try {
      const { values, expiry } = decode(row.text)
      this.stored = { key, ...row, expiry }
      return values as Record<string, object>
    } catch (error) {
      logger.warn({ err: error, session: key }, 'The data of a session is damaged')
      return null
    }
  }

  /**
   * Saves what was made of the session that was read, at once where nobody
   * saved in between, else merged with that.
   *
   * @returns Whether the session was still there
   */
  async save(change: Change) {
    const stored = this.stored!
    return inTurn(stored.key, () => this.replace(stored, change))
  }

  /** A live session under a key. */
  protected abstract find(key: string): Promise<Omit<StoredSession, 'key' | 'expiry'> | null>

  protected abstract replace(stored: StoredSession, change: Change): Promise<boolean>

  /** Stores a new session. */
  abstract create(id: string, text: string, expires: number): Promise<void>

  /**
   * Puts the expiry off.
   *
   * @returns Whether the session was still there
   */
  abstract renew(expires: number): Promise<boolean>

  /** Deletes the session, whatever was saved to it meanwhile. */
  abstract destroy(id: string): Promise<void>

  /** Overwrites the session's values. The site saves by `create` and `save`; this serves the stock API. */
  abstract write(id: string, values: Record<string, unknown>): Promise<void>

  /** Puts off the expiry of a session that has the default one; this serves the stock API. */
  abstract touch(id: string): Promise<void>

  protected defaultExpiry() {
    return expiresAt(undefined, lifeOf(this.config), now())
  }
}

/** Sessions in the table `sessions`. */
export class DatabaseSessionStore extends SessionStore {
  #client: QueryClientContract

  constructor(client: QueryClientContract, config: SessionConfig) {
    super(config)
    this.#client = client
  }

  async create(id: string, text: string, expires: number) {
    await this.#run(
      `insert into sessions (id, data, version, expires_at, created_at) values (?, ?, 1, ?, ?)`,
      [keyOf(id), text, expires, now()]
    )
  }

  /** By one statement where nobody saved in between, else by a merge under a lock on the row alone. */
  protected async replace(stored: StoredSession, change: Change) {
    const rows = change.isEmpty
      ? await this.#run(`delete from sessions where id = ? and version = ? returning id`, [
          stored.key,
          stored.version,
        ])
      : await this.#run(
          `update sessions set id = ?, data = ?, version = version + 1,
           expires_at = coalesce(?, expires_at) where id = ? and version = ? returning id`,
          [
            change.id ? keyOf(change.id) : stored.key,
            change.text,
            change.expiresAt,
            stored.key,
            stored.version,
          ]
        )
    return rows.length === 1 || this.#saveMerged(stored, change)
  }

  async renew(expires: number) {
    const { key, version } = this.stored!
    const rows = await this.#run(
      `update sessions set expires_at = ? where id = ? and version = ? returning id`,
      [expires, key, version]
    )
    return rows.length === 1
  }

  async destroy(id: string) {
    await this.#run(`delete from sessions where id = ?`, [keyOf(id)])
  }

  async write(id: string, values: Record<string, unknown>) {
    await this.#run(
      `insert into sessions (id, data, version, expires_at, created_at) values (?, ?, 1, ?, ?)
       on conflict (id) do update set data = excluded.data, version = sessions.version + 1,
       expires_at = excluded.expires_at`,
      [keyOf(id), encode({ values }), this.defaultExpiry(), now()]
    )
  }

  async touch(id: string) {
    await this.#run(`update sessions set expires_at = ? where id = ?`, [
      this.defaultExpiry(),
      keyOf(id),
    ])
  }

  async #saveMerged(stored: StoredSession, change: Change) {
    return this.#client.transaction(async (transaction) => {
      const [row] = await run(
        transaction,
        `update sessions set version = version + 1 where id = ? and expires_at > ?
         returning data`,
        [stored.key, now()]
      )
      if (!row) return false

      const merged = mergeChange(stored, change, row.data as string)
      if (merged.isEmpty) {
        await run(transaction, `delete from sessions where id = ?`, [stored.key])
      } else {
        await run(
          transaction,
          `update sessions set id = ?, data = ?, expires_at = coalesce(?, expires_at)
           where id = ?`,
          [change.id ? keyOf(change.id) : stored.key, merged.text, merged.expiresAt, stored.key]
        )
      }
      return true
    })
  }

  protected async find(key: string) {
    const [row] = await this.#run(
      `select data, version, expires_at from sessions where id = ? and expires_at > ?`,
      [key, now()]
    )
    if (!row) return null
    return {
      text: row.data as string,
      version: Number(row.version),
      expiresAt: Number(row.expires_at),
    }
  }

  #run(sql: string, bindings: Binding[]) {
    return run(this.#client, sql, bindings)
  }
}

const turns = new Map<string, Promise<unknown>>()

/** Saves of one session wait for each other here, and not in the database, where each would hold a connection. */
function inTurn<T>(key: string, save: () => Promise<T>) {
  const former = turns.get(key)
  const mine = former ? former.then(save, save) : save()
  turns.set(key, mine)
  const leave = () => turns.get(key) === mine && turns.delete(key)
  mine.then(leave, leave)
  return mine
}

/**
 * What the session is to hold that somebody else saved since it was read.
 *
 * @returns null for `expiresAt` where the other's expiry stands
 */
export function mergeChange(stored: StoredSession, change: Change, theirText: string) {
  const { content, mine } = mergeContents(stored, change, theirText)
  return {
    text: encode(content),
    isEmpty: Object.keys(content.values).length === 0,
    expiresAt: isDeepStrictEqual(content.expiry, mine.expiry) ? change.expiresAt : null,
  }
}

function mergeContents(stored: StoredSession, change: Change, theirText: string) {
  const [base, mine, theirs] = [stored.text, change.text, theirText].map(
    (text) => decode(text) as unknown as Values
  )
  const increments = change.increments.map(({ path, ...sum }) => ({
    path: ['values', ...path],
    ...sum,
  }))
  return {
    content: merge(base, mine, theirs, increments) as unknown as Content,
    mine: mine as unknown as Content,
  }
}
