import { configProvider } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import type { ApplicationService } from '@adonisjs/core/types'
import type {
  SessionConfig,
  SessionStoreContract,
  SessionStoreFactory,
} from '@adonisjs/session/types'
import { now } from '#clock'
import { type Values, decode, encode } from '#session/content'
import { type Expiry, type Lifetime, expiresAt, lifetimeOf } from '#session/expiry'
import { isSessionId, keyOf } from '#session/session_id'
import type { SessionRow, SessionRows } from '#session/session_rows'

/** A live session as it was read; what happens to it afterwards does not show here. */
export interface Snapshot extends SessionRow {
  id: string
  key: string
  values: Values
  expiry: Expiry | undefined
}

/** The store for config/session.ts: sessions with versions, in rows of one kind or another. */
export function versionedStore(makeRows: (app: ApplicationService) => Promise<SessionRows>) {
  return configProvider.create<SessionStoreFactory>(async (app) => {
    const rows = await makeRows(app)
    return (_, config) => new SessionStore(rows, config)
  })
}

/** The site saves by saving.ts, AdonisJS's own session by `read`, `write`, `touch`, `destroy`. */
export class SessionStore implements SessionStoreContract {
  readonly lifetime: Lifetime

  constructor(
    readonly rows: SessionRows,
    readonly config: SessionConfig
  ) {
    this.lifetime = lifetimeOf(config)
  }

  /** A malformed id is not looked for. @returns null also for an expired or damaged session */
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

  async read(id: string) {
    const session = await this.find(id)
    return session && (session.values as Record<string, object>)
  }

  async write(id: string, values: Values) {
    const row = { text: encode({ values }), expiresAt: expiresAt(undefined, this.lifetime) }
    const key = keyOf(id)
    const kept = await this.rows.find(key)
    if (kept) await this.rows.update(key, kept.version, row)
    else await this.rows.insert(key, row)
  }

  async touch(id: string) {
    const key = keyOf(id)
    const kept = await this.rows.find(key)
    const change = { text: null, expiresAt: expiresAt(undefined, this.lifetime) }
    if (kept) await this.rows.update(key, kept.version, change)
  }

  async destroy(id: string) {
    await this.rows.remove(keyOf(id))
  }
}
