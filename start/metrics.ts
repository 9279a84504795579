import app from '@adonisjs/core/services/app'
import { Counter, Gauge, collectDefaultMetrics } from 'prom-client'
import { mostUnreturned } from '#config/session'
import { recordCounts } from '#catalogue/record_count'
import { breaker } from '#session/circuit_breaker'
import SessionMiddleware from '#session/session_middleware'
import { isFurtherWorker } from '#session/session_provider'
import { SessionStore } from '#session/session_store'

/** Loaded only where METRICS_PORT is set. */
collectDefaultMetrics()

new Gauge({
  name: 'library_sessions_resting',
  help: '1 while sessions cannot be saved, else 0',
  aggregator: 'max',
  collect() {
    this.set(breaker.hasTripped ? 1 : 0)
  },
})

new Gauge({
  name: 'library_records',
  help: 'What the library holds',
  aggregator: 'first',
  labelNames: ['kind'],
  async collect() {
    this.reset()
    // Where the database does not answer, the others are still worth having
    const counts = await recordCounts().catch(() => ({}))
    for (const [kind, count] of Object.entries(counts)) this.set({ kind }, Number(count))
  },
})

new Gauge({
  name: 'library_sessions',
  help: 'Live sessions whose cookie came back, and those of which it never did',
  aggregator: 'first',
  labelNames: ['cookie'],
  async collect() {
    this.reset()
    if (isFurtherWorker()) return
    const { rows } = await app.container.make(SessionStore)
    const counts = await rows.count().catch(() => ({}))
    for (const [cookie, count] of Object.entries(counts)) this.set({ cookie }, count)
  },
})

new Gauge({
  name: 'library_sessions_unreturned_limit',
  help: 'How many sessions are kept whose cookie never came back; 0 for all',
  aggregator: 'first',
}).set(mostUnreturned)

new Counter({
  name: 'library_sessions_not_begun_total',
  help: 'Sessions that were not begun, since their address had begun too many in a minute',
  async collect() {
    const { beginnings } = await app.container.make(SessionMiddleware)
    this.reset()
    this.inc(beginnings.refused)
  },
})
