import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { appUrl } from '#config/app'

/** What no page of the site uses, so that no script that gets in can either. */
const UNUSED = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']

const CONTENT = [
  `default-src 'self'`,
  // While the site is developed, Vite tells pages to reload
  ...(app.inDev ? [`connect-src 'self' ws:`] : []),
  `base-uri 'none'`,
  `object-src 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
  `img-src 'self' data:`,
]

/** Days for which a browser asks by https alone, in seconds. */
const SECURE = 180 * 24 * 3600

/** The same for every response. */
const HEADERS = new Map([
  ['content-security-policy', CONTENT.join(';')],
  ['cross-origin-opener-policy', 'same-origin'],
  ['permissions-policy', UNUSED.map((feature) => `${feature}=()`).join(', ')],
  // What a visitor reads and searches for is no business of the site that they go on to
  ['referrer-policy', 'same-origin'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ...(appUrl.startsWith('https:')
    ? [['strict-transport-security', `max-age=${SECURE}`] as const]
    : []),
])

/**
 * What a browser may do with the pages. Forms are guarded by same_origin_middleware.ts: a token in
 * each would begin a session for whoever only reads.
 */
export default class SecurityHeadersMiddleware {
  async handle({ response }: HttpContext, next: NextFn) {
    response.response.setHeaders(HEADERS)
    return next()
  }
}
