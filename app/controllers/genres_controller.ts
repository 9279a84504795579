import type { HttpContext } from '@adonisjs/core/http'
import { sortedByName } from '#languages/words'
import Genre from '#models/genre'
import { remembered } from '#pages/remembered'
import { BookList } from '#search/book_list'
import { Preferences } from '#visitor/preferences'
import { readView } from '#search/list_parameters'

export default class GenresController {
  async index({ i18n, view }: HttpContext) {
    const { genres } = await remembered(`genres in ${i18n.locale}`, async () => {
      const all = await Genre.query().apply((scopes) => scopes.withBooksCount())
      return { genres: sortedByName(i18n, all).map(({ shelf }) => shelf) }
    })
    return view.render('pages/genres/index', { genres })
  }

  async show({ params, request, session, view }: HttpContext) {
    const listView = readView(request.qs(), new Preferences(session).ofLists)
    const key = `genre ${params.id} ${JSON.stringify(listView)}`
    const { genre, books } = await remembered(key, async () => {
      const found = await Genre.findOrFail(params.id)
      const filters = { genres: [found.id] }
      return { genre: found, books: await BookList.loadOf(filters, listView, request.url()) }
    })
    return view.render('pages/genres/show', { genre, books })
  }
}
