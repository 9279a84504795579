import { errors, type HttpContext } from '@adonisjs/core/http'
import { forget, isKind } from '#visitor/memory'
import { RecentBooks } from '#visitor/recent_books'

export default class MemoriesController {
  /** Forgets all of it, or the one `entry` that the form names. */
  async destroy({ params, request, response, session }: HttpContext) {
    if (!isKind(params.kind)) throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])

    const entry: unknown = request.input('entry')
    forget(session, params.kind, typeof entry === 'string' ? entry : undefined)
    return response.redirect().status(303).toPath('/visit')
  }

  async pause({ request, response, session }: HttpContext) {
    new RecentBooks(session).pause(request.input('paused') === '1')
    return response.redirect().status(303).toPath('/visit')
  }
}
