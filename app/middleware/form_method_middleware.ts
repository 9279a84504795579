import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

const METHODS = new Set(['PUT', 'PATCH', 'DELETE'])

/**
 * Lets forms, which know GET and POST alone, name another method as `_method` in their address.
 * AdonisJS's own way fails where that is no text.
 */
export default class FormMethodMiddleware {
  async handle({ request }: HttpContext, next: NextFn) {
    const wish: unknown = request.qs()._method
    if (request.method() === 'POST' && typeof wish === 'string') {
      const method = wish.toUpperCase()
      if (METHODS.has(method)) request.request.method = method
    }
    return next()
  }
}
