import cluster from 'node:cluster'
import { configProvider } from '@adonisjs/core'
import string from '@adonisjs/core/helpers/string'
import type { ApplicationService } from '@adonisjs/core/types'
import type { ResolvedSessionConfig } from '@adonisjs/session/types'
import { rememberKnownCookies } from '#session/known_cookies'
import SessionMiddleware from '#session/session_middleware'
import { clearExpired } from '#session/session_table'
import { finalizeStatements } from '#sql/statement'

/** One of several processes clears for all of them. */
function isFurtherWorker() {
  return cluster.isWorker && process.env.WORKER_NUMBER !== '1'
}

/** Gives the middleware its configuration, and clears expired sessions while the site runs. */
export default class SessionProvider {
  #stop = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #clearing: Promise<void> | undefined

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

    const { clearingInterval, clearsByItself } = await import('#config/session')
    if (clearingInterval === '0' || clearsByItself) return
    const milliseconds = string.milliseconds.parse(clearingInterval)
    this.#timer = setInterval(() => (this.#clearing ??= this.#clear()), milliseconds).unref()
  }

  async shutdown() {
    clearInterval(this.#timer)
    this.#stop.abort()
    await this.#clearing
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
    } finally {
      this.#clearing = undefined
    }
  }
}
