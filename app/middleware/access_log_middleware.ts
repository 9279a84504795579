import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/** Writes a line for each request, without the visitor's address, cookie and searches. */
export default class AccessLogMiddleware {
  async handle({ logger, request, response }: HttpContext, next: NextFn) {
    const started = performance.now()
    response.response.once('close', () => {
      logger.info(
        {
          method: request.request.method,
          path: request.url(),
          status: response.response.statusCode,
          ms: Math.round(performance.now() - started),
          ...(!response.response.writableFinished && { aborted: true }),
        },
        'request'
      )
    })
    return next()
  }
}
