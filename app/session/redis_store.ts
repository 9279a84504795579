import { configProvider } from '@adonisjs/core'
import type { SessionConfig, SessionStoreFactory } from '@adonisjs/session/types'
import SessionsRestingException from '#exceptions/sessions_resting_exception'
import { now } from '#clock'
import { encode } from '#session/content'
import { RedisSessions } from '#session/redis_sessions'
import { keyOf } from '#session/session_id'
import {
  type Change,
  mergeChange,
  type Outcome,
  ownChanges,
  SessionStore,
  type StoredSession,
} from '#session/session_store'
import { gate } from '#session/write_gate'

/** Each try fails only because another save came through, of which there are as many as processes. */
const MOST_TRIES = 100

/** The store for config/session.ts that keeps sessions in Redis. */
export function redisStore() {
  return configProvider.create<SessionStoreFactory>(async (app) => {
    const sessions = await RedisSessions.connect(app)
    return (_, config) => new RedisSessionStore(sessions, config)
  })
}

/** Sessions in Redis, which deletes them by itself when they have expired. */
export class RedisSessionStore extends SessionStore {
  #sessions: RedisSessions

  constructor(sessions: RedisSessions, config: SessionConfig) {
    super(config)
    this.#sessions = sessions
  }

  protected async find(key: string) {
    const kept = await this.#sessions.find(key)
    return kept && kept.expiresAt > now() ? kept : null
  }

  create(id: string, text: string, expires: number) {
    return pass(() => this.#sessions.insert(keyOf(id), text, expires))
  }

  protected saveChange(stored: StoredSession, change: Change) {
    return pass(() => this.#saveInto(stored.key, stored, change))
  }

  async renew(expires: number) {
    const { key, version } = this.stored!
    return pass(() => this.#sessions.renew(key, version, expires))
  }

  async destroy(id: string) {
    await pass(() => this.#end(keyOf(id)))
  }

  async replace(id: string, text: string, expires: number) {
    const { key } = this.stored!
    await pass(async () => {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const last = await this.#end(key)
        if (await this.#sessions.succeed(last, keyOf(id), text, expires)) return
      }
      throw new SessionsRestingException('The session is being saved too often')
    })
  }

  async write(id: string, values: Record<string, unknown>) {
    await this.#sessions.overwrite(keyOf(id), encode({ values }), this.defaultExpiry())
  }

  async touch(id: string) {
    await this.#sessions.postpone(keyOf(id), this.defaultExpiry())
  }

  /** Saves into the session of this key or, where it is gone, into that with which others went on. */
  async #saveInto(key: string, stored: StoredSession, change: Change): Promise<Outcome> {
    const isOwn = key === stored.key
    const newKey = isOwn && change.newId ? keyOf(change.newId) : key
    let kept = isOwn ? stored : await this.find(key)
    for (let tries = 0; kept && tries < MOST_TRIES; tries++) {
      const wasSaved = !isOwn || kept.version !== stored.version
      const made = wasSaved
        ? mergeChange(stored, change, kept.text)
        : { ...change, text: change.isEmpty ? null : change.text }
      if (await this.#sessions.replace(key, kept.version, { ...made, key: newKey })) {
        const { expiry, expiresAt } = made
        this.stored = { ...stored, expiry, expiresAt: expiresAt ?? kept.expiresAt }
        return isOwn ? 'kept' : 'moved'
      }
      kept = (await this.find(key)) as StoredSession | null
    }
    if (kept) throw new SessionsRestingException('The session is being saved too often')

    const successor = await this.#sessions.successorOf(key)
    if (successor) return this.#saveInto(successor, stored, change)

    const text = ownChanges(stored, change)
    if (text === null) return 'gone'
    const { id, expiresAt } = change.begin()
    const isFirst = await this.#sessions.succeed(key, keyOf(id), text, expiresAt)
    if (!isFirst) return this.#saveInto(key, stored, change)
    this.stored = { ...stored, expiresAt }
    return 'begun'
  }

  /**
   * Deletes the session and those with which other requests went on.
   *
   * @returns The key of the last of them
   */
  async #end(key: string): Promise<string> {
    await this.#sessions.remove(key)
    const successor = await this.#sessions.successorOf(key)
    return successor ? this.#end(successor) : key
  }
}

function pass<T>(work: () => Promise<T>) {
  return gate.pass(work, { inTurn: false })
}
