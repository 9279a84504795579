import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { pendingMigrations } from '#sql/migrations'
import { indexState } from '#search/book_index'
import { faultOfFile } from '#sql/database_file'

export default class HealthController {
  /**
   * For a load balancer: 200 when visitors can be served, else 503, at times with a `reason`. While
   * the search index is being made, `index` tells the number of the book that it has come to and of
   * the last; visitors miss nothing but the books between.
   */
  async show({ response }: HttpContext) {
    const migrations = await this.#migrations()
    const gone = faultOfFile(db.connection())
    const index = migrations === 'applied' ? await indexState(db.connection()) : null
    const healthy = index !== null && index.schema !== '' && !gone
    return response
      .status(healthy ? 200 : 503)
      .header('cache-control', 'no-store')
      .json({
        status: healthy ? 'ok' : 'unavailable',
        database: gone?.what ?? (migrations === 'unknown' ? 'unreachable' : 'ok'),
        migrations,
        ...(index && index.done !== null && { index: { done: index.done, last: index.last } }),
        ...(gone && { reason: gone.message }),
      })
  }

  /** 200 as long as the process answers at all: to be started anew where it does not. */
  async live({ response }: HttpContext) {
    return response.header('cache-control', 'no-store').json({ status: 'ok' })
  }

  /** Whether to send visitors here: as `show`, and 503 once the server is being stopped. */
  async ready(ctx: HttpContext) {
    if (!app.isTerminating) return this.show(ctx)
    return ctx.response.status(503).header('cache-control', 'no-store').json({ status: 'stopping' })
  }

  async #migrations() {
    try {
      const pending = await pendingMigrations(db.connection())
      return pending.length === 0 ? 'applied' : 'pending'
    } catch {
      return 'unknown'
    }
  }
}
