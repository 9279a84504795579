import type { HttpContext, HttpRequest } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { appUrl } from '#config/app'
import { CrossOriginException } from '#exceptions/errors'

const READING = ['GET', 'HEAD', 'OPTIONS']

/**
 * A browser says where a form comes from: in Sec-Fetch-Site, in Origin, and the oldest in Referer.
 * What says nothing is refused too. No token does this better, and one would begin a session for
 * everyone who only looks at a form.
 */
export default class SameOriginMiddleware {
  async handle({ request }: HttpContext, next: NextFn) {
    const isRead = READING.includes(request.method())
    if (!isRead && !isFromThisSite(request)) throw new CrossOriginException()
    return next()
  }
}

function isFromThisSite(request: HttpRequest) {
  const site = request.header('sec-fetch-site')
  if (site) return site === 'same-origin'

  const from = request.header('origin') ?? request.header('referer') ?? ''
  if (!URL.canParse(from)) return false
  const { origin, host } = new URL(from)
  return origin === new URL(appUrl).origin || host === request.header('host')
}
