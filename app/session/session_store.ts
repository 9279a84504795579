import logger from '@adonisjs/core/services/logger'
import type { SessionConfig } from '@adonisjs/session/types'
import { now } from '#clock'
import { type Values, decode } from '#session/content'
import { type Expiry, type Lifetime, lifetimeOf } from '#session/expiry'
import { isSessionId, keyOf } from '#session/session_id'
import type { SessionRow, SessionRows } from '#session/session_rows'

/** A live session as it was read; what happens to it afterwards does not show here. */
export interface Snapshot extends SessionRow {
  id: string
  key: string
  values: Values
  expiry: Expiry | undefined
}

/** The kept sessions, as they are read; saving.ts writes them. */
export class SessionStore {
  readonly lifetime: Lifetime

  constructor(
    readonly rows: SessionRows,
    readonly config: SessionConfig
  ) {
    this.lifetime = lifetimeOf(config)
  }

  /** A malformed id is not even looked for. @returns null also for an expired or damaged session */
  async find(id: unknown): Promise<Snapshot | null> {
    if (!isSessionId(id)) return null
    const key = keyOf(id)
    const row = await this.findLive(key)
    if (!row) return null
    try {
      const { values, expiry } = decode(row.text)
      return { id, key, ...row, values, expiry }
    } catch (error) {
      logger.warn({ err: error, session: key }, 'The data of a session is damaged')
      return null
    }
  }

  async findLive(key: string) {
    const row = await this.rows.find(key)
    return row && row.expiresAt > now() ? row : null
  }
}
