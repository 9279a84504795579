import cluster from 'node:cluster'
import { configProvider } from '@adonisjs/core'
import string from '@adonisjs/core/helpers/string'
import type { ApplicationService } from '@adonisjs/core/types'
import type { ResolvedSessionConfig } from '@adonisjs/session/types'
import { isUnavailable } from '#sql/errors'
import { rememberKnownCookies } from '#session/known_cookies'
import SessionMiddleware from '#session/session_middleware'
import { clearExpired } from '#session/session_table'
import { finalizeStatements } from '#sql/statement'

/** How often the sessions whose cookie never came back are counted, in milliseconds. */
const TRIMMING = 5_000

/** One of several processes clears, and counts sessions, for all of them. */
export function isFurtherWorker() {
  return cluster.isWorker && process.env.WORKER_NUMBER !== '1'
}

/** Gives the middleware its configuration, and deletes expired and surplus sessions while the site runs. */
export default class SessionProvider {
  #stop = new AbortController()
  #timers: NodeJS.Timeout[] = []
  #underWay = new Map<() => Promise<void>, Promise<void>>()

  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton(SessionMiddleware, async (resolver) => {
      const config = await configProvider.resolve<ResolvedSessionConfig>(
        this.app,
        this.app.config.get('session')
      )
      const encryption = await resolver.make('encryption')
      rememberKnownCookies(encryption.getMessageVerifier(), config!.cookieName)
      return new SessionMiddleware(config!, await resolver.make('emitter'))
    })
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web' || isFurtherWorker()) return

    const { clearingInterval, isInRedis, mostUnreturned } = await import('#config/session')
    if (clearingInterval !== '0' && !isInRedis) {
      this.#repeat(string.milliseconds.parse(clearingInterval), () => this.#clear())
    }
    // In Redis, the list of them keeps those that have expired until it is trimmed
    if (mostUnreturned > 0 || isInRedis) {
      const most = mostUnreturned || Number.MAX_SAFE_INTEGER
      this.#repeat(TRIMMING, () => this.#trim(most))
    }
  }

  /** Does the work again and again, and never twice at the same time. */
  #repeat(milliseconds: number, work: () => Promise<void>) {
    const start = () => {
      if (this.#underWay.has(work)) return
      this.#underWay.set(
        work,
        work().finally(() => this.#underWay.delete(work))
      )
    }
    this.#timers.push(setInterval(start, milliseconds).unref())
  }

  async shutdown() {
    this.#timers.forEach((timer) => clearInterval(timer))
    this.#stop.abort()
    await Promise.all(this.#underWay.values())
    await this.#letGoOfRedis()
    const db = await this.app.container.make('lucid.db')
    if (db.manager.isConnected(db.primaryConnectionName)) await finalizeStatements(db.connection())
  }

  /** Before Redis's own provider, which would take leave of a server that is gone, and fail. */
  async #letGoOfRedis() {
    const redis = await this.app.container.make('redis')
    const connection = redis.activeConnections.main
    if (!connection || connection.isReady()) return
    await connection.disconnect()
    delete redis.activeConnections.main
  }

  async #clear() {
    const logger = await this.app.container.make('logger')
    try {
      const db = await this.app.container.make('lucid.db')
      const deleted = await clearExpired(db.connection(), { signal: this.#stop.signal })
      logger.debug({ deleted }, 'Cleared expired sessions')
    } catch (error) {
      logger.error({ err: error }, 'Expired sessions could not be cleared')
    }
  }

  async #trim(mostUnreturned: number) {
    const logger = await this.app.container.make('logger')
    try {
      const { keptSessions } = await import('#session/kept_sessions')
      const sessions = await keptSessions()
      const deleted = await sessions.trimUnreturned(mostUnreturned, { signal: this.#stop.signal })
      if (deleted > 0) logger.debug({ deleted }, 'Deleted sessions whose cookie never came back')
    } catch (error) {
      // Every few seconds: what cannot be reached for a while is told elsewhere
      if (isUnavailable(error)) return
      logger.error({ err: error }, 'Sessions whose cookie never came back could not be deleted')
    }
  }
}
