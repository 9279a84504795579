import type { HttpContext } from '@adonisjs/core/http'
import { forgetSearches, keepSearches } from '#visitor/recent_searches'

export default class SearchesController {
  async update({ request, response, session }: HttpContext) {
    keepSearches(session, request.input('keep') === '1')
    return response.redirect().status(303).withQs().back('/books')
  }

  async destroy({ response, session }: HttpContext) {
    forgetSearches(session)
    return response.redirect().status(303).withQs().back('/books')
  }
}
