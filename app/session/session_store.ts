import { isDeepStrictEqual } from 'node:util'
import { configProvider } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type {
  SessionConfig,
  SessionStoreContract,
  SessionStoreFactory,
} from '@adonisjs/session/types'
import { now } from '#clock'
import { type Content, type Values, decode, encode } from '#session/content'
import { type Expiry, expiresAt, lifeOf } from '#session/expiry'
import { type Increment, merge } from '#session/merge'
import { toPath } from '#session/paths'
import { isSessionId, keyOf } from '#session/session_id'
import { assertFileInPlace } from '#sql/database_file'
import { type Binding, run } from '#sql/statement'
import { transaction } from '#sql/transaction'
import { gate } from '#session/write_gate'

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
  /** Whether its cookie came back before, with a request that was counted. */
  hasReturned: boolean
}

/** What a request made of the session that it read. */
export interface Change {
  text: string
  isEmpty: boolean
  expiry: Expiry | undefined
  increments: Increment[]
  /** The keys of what makes sense only as a whole, as config/session.ts has them. */
  wholes?: string[]
  /** When the session is to expire, in milliseconds since 1970; null leaves that as it is. */
  expiresAt: number | null
  /** The id that the session is to have from now on, where that is another. */
  newId?: string
  /** Makes text of what is saved. @throws where that is too much for a session */
  encode: (content: Content) => string
  /** Tells what to begin a session with, should this one be gone. */
  begin: () => { id: string; expiresAt: number }
}

/**
 * What became of a change: the session has it; another has it, with which
 * another request went on; it began a session; or nothing of it was left.
 */
export type Outcome = 'kept' | 'moved' | 'begun' | 'gone'

/** For how long requests that are under way find out under which id their session went on, in milliseconds. */
export const SUCCESSOR_LASTS = 10 * 60_000

/**
 * The kept sessions, for one request: it remembers what it read, so that a save
 * applies only to that, and else merges with what came in between.
 */
export abstract class SessionStore implements SessionStoreContract {
  /** What `read` found; null where there was nothing to find. */
  stored: StoredSession | null = null

  /** Whether reading was given up: `read` then finds nothing. */
  isOutOfReach = false

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
    if (this.isOutOfReach || !isSessionId(id)) return null

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
   * Saves what was made of the session that was read: at once where nobody
   * saved in between, else merged with that.
   */
  save(change: Change): Promise<Outcome> {
    const stored = this.stored!
    return inTurn(stored.key, () => this.saveChange(stored, change))
  }

  /** A live session under a key. */
  protected abstract find(key: string): Promise<Omit<StoredSession, 'key' | 'expiry'> | null>

  protected abstract saveChange(stored: StoredSession, change: Change): Promise<Outcome>

  /** Makes sure that the session is where it will be found again, for who asked to save what it has already. */
  async confirm() {}

  /** Stores a new session. */
  abstract create(id: string, text: string, expires: number): Promise<void>

  /**
   * Puts the expiry off, and takes down that the cookie came back.
   *
   * @returns Whether the session was still there
   */
  abstract renew(expires: number): Promise<boolean>

  /** Deletes the session, whatever was saved to it meanwhile. */
  abstract destroy(id: string): Promise<void>

  /** Deletes the session that was read, and stores a new one in its place. */
  abstract replace(id: string, text: string, expires: number): Promise<void>

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
    await this.#pass(() => begin(this.#client, id, text, expires))
  }

  /** By one statement where nobody saved in between, else by a merge under a lock on the row alone. */
  protected async saveChange(stored: StoredSession, change: Change): Promise<Outcome> {
    if (!change.newId && (await this.#saveAlone(stored, change))) return 'kept'
    return this.#passTogether((trx) => this.#saveInto(trx, stored.key, stored, change))
  }

  async confirm() {
    await assertFileInPlace(this.#client)
  }

  async renew(expires: number) {
    const { key, version } = this.stored!
    const rows = await this.#write(
      `update sessions set expires_at = ?, returned = 1 where id = ? and version = ? returning id`,
      [expires, key, version]
    )
    return rows.length === 1
  }

  async destroy(id: string) {
    await this.#passTogether((trx) => end(trx, keyOf(id)))
  }

  async replace(id: string, text: string, expires: number) {
    const { key } = this.stored!
    await this.#passTogether(async (trx) => {
      const last = await end(trx, key)
      await begin(trx, id, text, expires)
      await follow(trx, last, keyOf(id))
    })
  }

  async write(id: string, values: Record<string, unknown>) {
    await this.#write(
      `insert into sessions (id, data, version, expires_at, created_at) values (?, ?, 1, ?, ?)
       on conflict (id) do update set data = excluded.data, version = sessions.version + 1,
       expires_at = excluded.expires_at`,
      [keyOf(id), encode({ values }), this.defaultExpiry(), now()]
    )
  }

  async touch(id: string) {
    await this.#write(`update sessions set expires_at = ? where id = ?`, [
      this.defaultExpiry(),
      keyOf(id),
    ])
  }

  async #saveAlone(stored: StoredSession, change: Change) {
    const rows = change.isEmpty
      ? await this.#write(`delete from sessions where id = ? and version = ? returning id`, [
          stored.key,
          stored.version,
        ])
      : await this.#write(
          `update sessions set data = ?, version = version + 1, returned = 1,
           expires_at = coalesce(?, expires_at) where id = ? and version = ? returning id`,
          [change.text, change.expiresAt, stored.key, stored.version]
        )
    if (rows.length === 0) return false
    const { expiry, expiresAt: expires } = change
    this.stored = { ...stored, expiry, expiresAt: expires ?? stored.expiresAt }
    return true
  }

  /** Saves into the session of this key or, where it is gone, into that with which others went on. */
  async #saveInto(
    trx: QueryClientContract,
    key: string,
    stored: StoredSession,
    change: Change
  ): Promise<Outcome> {
    const [row] = await run(
      trx,
      `update sessions set version = version + 1, returned = 1 where id = ? and expires_at > ?
       returning data`,
      [key, now()]
    )
    if (row) {
      await this.#saveMerged(trx, key, stored, change, row.data as string)
      return key === stored.key ? 'kept' : 'moved'
    }

    const successor = await successorOf(trx, key)
    if (successor) return this.#saveInto(trx, successor, stored, change)

    const text = ownChanges(stored, change)
    if (text === null) return 'gone'
    const { id, expiresAt: expires } = change.begin()
    const isFirst = await follow(trx, key, keyOf(id))
    if (!isFirst) return this.#saveInto(trx, key, stored, change)
    await begin(trx, id, text, expires)
    this.stored = { ...stored, expiresAt: expires }
    return 'begun'
  }

  async #saveMerged(
    trx: QueryClientContract,
    key: string,
    stored: StoredSession,
    change: Change,
    theirText: string
  ) {
    const merged = mergeChange(stored, change, theirText)
    if (merged.text === null) {
      await run(trx, `delete from sessions where id = ?`, [key])
      return
    }

    const newKey = change.newId && key === stored.key ? keyOf(change.newId) : key
    const [row] = await run(
      trx,
      `update sessions set id = ?, data = ?, expires_at = coalesce(?, expires_at)
       where id = ? returning expires_at`,
      [newKey, merged.text, merged.expiresAt, key]
    )
    if (newKey !== key) await follow(trx, key, newKey)
    this.stored = { ...stored, expiry: merged.expiry, expiresAt: Number(row.expires_at) }
  }

  protected async find(key: string) {
    const [row] = await run(
      this.#client,
      `select data, version, expires_at, returned from sessions where id = ? and expires_at > ?`,
      [key, now()]
    )
    if (!row) return null
    return {
      text: row.data as string,
      version: Number(row.version),
      expiresAt: Number(row.expires_at),
      hasReturned: Number(row.returned) === 1,
    }
  }

  #write(sql: string, bindings: Binding[]) {
    return this.#pass(() => run(this.#client, sql, bindings))
  }

  #passTogether<T>(work: (trx: QueryClientContract) => Promise<T>) {
    return this.#pass(() => transaction(this.#client, work))
  }

  /** What went into a file that is not the site's any more is not kept: looked at after the write, that is sure. */
  #pass<T>(work: () => Promise<T>) {
    if (this.#client.dialect.name !== 'sqlite3') return gate.pass(work, { inTurn: false })
    const writeAndLook = async () => {
      const result = await work()
      await assertFileInPlace(this.#client)
      return result
    }
    return gate.pass(writeAndLook, { inTurn: true })
  }
}

async function begin(client: QueryClientContract, id: string, text: string, expires: number) {
  await run(
    client,
    `insert into sessions (id, data, version, expires_at, created_at, returned)
     values (?, ?, 1, ?, ?, 0)`,
    [keyOf(id), text, expires, now()]
  )
}

/**
 * Deletes the session and those with which other requests went on.
 *
 * @returns The key of the last of them
 */
async function end(client: QueryClientContract, key: string): Promise<string> {
  await run(client, `delete from sessions where id = ?`, [key])
  const successor = await successorOf(client, key)
  return successor ? end(client, successor) : key
}

async function successorOf(client: QueryClientContract, key: string) {
  const [row] = await run(client, `select successor from session_successors where id = ?`, [key])
  return row ? String(row.successor) : null
}

/** Takes down with which session those of the key go on; false where another was quicker. */
async function follow(client: QueryClientContract, key: string, successor: string) {
  const rows = await run(
    client,
    `insert into session_successors (id, successor, expires_at) values (?, ?, ?)
     on conflict (id) do nothing returning id`,
    [key, successor, now() + SUCCESSOR_LASTS]
  )
  return rows.length === 1
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

/** Only what the request itself did, for a session that somebody deleted meanwhile; null where that is nothing. */
export function ownChanges(stored: StoredSession, change: Change) {
  const mine = decode(change.text)
  const { increments, wholes = [] } = change
  const rules = { increments, wholes: wholes.map(toPath) }
  const values = merge(decode(stored.text).values, mine.values, {}, rules)
  return Object.keys(values).length > 0 ? change.encode({ ...mine, values }) : null
}

/**
 * What the session is to hold that somebody else saved since it was read.
 *
 * @returns null for `text` where nothing is left, and for `expiresAt` where the other's expiry stands
 */
export function mergeChange(stored: StoredSession, change: Change, theirText: string) {
  const [base, mine, theirs] = [stored.text, change.text, theirText].map(
    (text) => decode(text) as unknown as Values
  )
  const increments = change.increments.map(({ path, ...sum }) => ({
    path: ['values', ...path],
    ...sum,
  }))
  const wholes = change.wholes?.map((key) => ['values', ...toPath(key)])
  const content = merge(base, mine, theirs, { increments, wholes }) as unknown as Content
  return {
    text: Object.keys(content.values).length > 0 ? change.encode(content) : null,
    expiry: content.expiry,
    expiresAt: isDeepStrictEqual(content.expiry, change.expiry) ? change.expiresAt : null,
  }
}
