import cluster from 'node:cluster'
import { setTimeout as wait } from 'node:timers/promises'
import { configProvider } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import string from '@adonisjs/core/helpers/string'
import type { ApplicationService } from '@adonisjs/core/types'
import type { ResolvedSessionConfig } from '@adonisjs/session/types'
import { isUnavailable } from '#sql/errors'
import { rememberKnownCookies } from '#session/known_cookies'
import SessionMiddleware from '#session/session_middleware'
import type { SessionRows } from '#session/session_rows'
import { SessionStore } from '#session/session_store'
import { finalizeStatements } from '#sql/statement'

/** How often the sessions whose cookie never came back are counted, in milliseconds. */
const TRIMMING = 5_000

/** One of several processes clears, and counts sessions, for all of them. */
export function isFurtherWorker() {
  return cluster.isWorker && process.env.WORKER_NUMBER !== '1'
}

/** Makes the store and the middleware, and deletes expired and surplus sessions. */
export default class SessionProvider {
  #stop = new AbortController()
  #loops: Promise<void>[] = []

  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton(SessionStore, async () => {
      const config = await configProvider.resolve<ResolvedSessionConfig>(
        this.app,
        this.app.config.get('session')
      )
      // It is the same for every request
      return config!.stores[config!.store]({} as HttpContext, config!) as SessionStore
    })
    this.app.container.singleton(SessionMiddleware, async (resolver) => {
      const store = await resolver.make(SessionStore)
      const encryption = await resolver.make('encryption')
      rememberKnownCookies(encryption.getMessageVerifier(), store.config.cookieName)
      return new SessionMiddleware(store, await resolver.make('emitter'))
    })
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web' || isFurtherWorker()) return

    const { clearingInterval, mostUnreturned } = await import('#config/session')
    const { signal } = this.#stop
    if (clearingInterval !== '0') {
      const interval = string.milliseconds.parse(clearingInterval)
      this.#loops.push(this.#repeat(interval, (rows) => rows.clearExpired({ signal })))
    }
    if (mostUnreturned > 0) {
      const trim = (rows: SessionRows) => rows.trimUnreturned(mostUnreturned, { signal })
      this.#loops.push(this.#repeat(TRIMMING, trim))
    }
  }

  async #repeat(milliseconds: number, work: (rows: SessionRows) => Promise<number>) {
    const { signal } = this.#stop
    const logger = await this.app.container.make('logger')
    for (;;) {
      await wait(milliseconds, null, { signal, ref: false }).catch(() => {})
      if (signal.aborted) return
      try {
        const { rows } = await this.app.container.make(SessionStore)
        const deleted = await work(rows)
        if (deleted > 0) logger.debug({ deleted }, 'Deleted sessions')
      } catch (error) {
        // What cannot be reached for a while is told elsewhere
        if (!isUnavailable(error)) logger.error({ err: error }, 'Sessions could not be deleted')
      }
    }
  }

  async shutdown() {
    this.#stop.abort()
    await Promise.all(this.#loops)
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
}
