import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { Histogram } from 'prom-client'

const requestSeconds = new Histogram({
  name: 'library_request_duration_seconds',
  help: 'How long requests took, by method, route and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
})

/** Measures how long each request takes, from its headers to the last byte of the answer. */
export default class MetricsMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    const stop = requestSeconds.startTimer()
    const { response } = ctx.response
    response.once('close', () => {
      stop({
        method: ctx.request.request.method,
        // the pattern, since addresses are without number
        route: ctx.route?.pattern ?? 'none',
        status: response.statusCode,
      })
    })
    return next()
  }
}
