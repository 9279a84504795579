import { configProvider } from '@adonisjs/core'
import type { SessionConfig, SessionStoreFactory } from '@adonisjs/session/types'
import SessionsRestingException from '#exceptions/sessions_resting_exception'
import { now } from '#session/clock'
import { encode } from '#session/content'
import { type KeptSession, RedisSessions } from '#session/redis_sessions'
import { keyOf } from '#session/session_id'
import { type Change, mergeChange, SessionStore, type StoredSession } from '#session/session_store'

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

  /** A page can be made without the session: where Redis is gone, this one is. */
  async read(id: string) {
    try {
      return await super.read(id)
    } catch (error) {
      if (!(error instanceof SessionsRestingException)) throw error
      this.isResting = true
      return null
    }
  }

  protected async find(key: string) {
    const kept = await this.#sessions.find(key)
    return kept && kept.expiresAt > now() ? kept : null
  }

  create(id: string, text: string, expires: number) {
    return this.#sessions.insert(keyOf(id), text, expires)
  }

  protected async replace(stored: StoredSession, change: Change) {
    const key = change.id ? keyOf(change.id) : stored.key
    let kept: Pick<KeptSession, 'text' | 'version'> | null = stored
    for (let tries = 0; kept && tries < MOST_TRIES; tries++) {
      const merged = tries === 0 ? change : mergeChange(stored, change, kept.text)
      const text = merged.isEmpty ? null : merged.text
      const { expiresAt } = merged
      if (await this.#sessions.replace(stored.key, kept.version, { key, text, expiresAt })) {
        return true
      }
      kept = await this.find(stored.key)
    }
    if (kept) throw new SessionsRestingException('The session is being saved too often')
    return false
  }

  async renew(expires: number) {
    const { key, version } = this.stored!
    return this.#sessions.renew(key, version, expires)
  }

  destroy(id: string) {
    return this.#sessions.remove(keyOf(id))
  }

  async write(id: string, values: Record<string, unknown>) {
    await this.#sessions.overwrite(keyOf(id), encode({ values }), this.defaultExpiry())
  }

  async touch(id: string) {
    await this.#sessions.postpone(keyOf(id), this.defaultExpiry())
  }
}
