import app from '@adonisjs/core/services/app'
import { Counter, Gauge, Histogram, collectDefaultMetrics } from 'prom-client'
import { mostUnreturned } from '#config/session'
import { recordCounts } from '#models/record_count'
import { keptSessions } from '#session/kept_sessions'
import SessionMiddleware from '#session/session_middleware'
import { isFurtherWorker } from '#session/session_provider'
import { gate } from '#session/write_gate'

/** Loaded only where METRICS_PORT is set. */
collectDefaultMetrics()

export const requestSeconds = new Histogram({
  name: 'library_request_duration_seconds',
  help: 'How long requests took, by method, route and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
})

new Gauge({
  name: 'library_sessions_resting',
  help: '1 while sessions cannot be saved, else 0',
  aggregator: 'max',
  collect() {
    this.set(gate.isAtFault ? 1 : 0)
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
    const counts = await keptSessions()
      .then((sessions) => sessions.countLive())
      .catch(() => ({}))
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
