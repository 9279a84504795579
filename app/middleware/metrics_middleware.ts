import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { requestSeconds } from '#start/metrics'

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
