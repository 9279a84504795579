import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/** What no page of the site uses, so that no script that gets in can either. */
const UNUSED = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']

const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': UNUSED.map((feature) => `${feature}=()`).join(', '),
  // What a visitor reads and searches for is no business of the site that they go on to
  'referrer-policy': 'same-origin',
}

/** The headers for every response that @adonisjs/shield does not know of. */
export default class SecurityHeadersMiddleware {
  async handle({ response }: HttpContext, next: NextFn) {
    for (const [name, value] of Object.entries(HEADERS)) response.response.setHeader(name, value)
    return next()
  }
}
