import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/**
 * Writes a line for each request, by whose id other lines of it are found. It
 * tells nothing of the visitor: no address, no cookie, no words searched for.
 */
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
