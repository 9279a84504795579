import type { HttpContext } from '@adonisjs/core/http'
import Genre from '#models/genre'
import { refreshBriefly } from '#search/book_index'
import { BookList } from '#search/book_list'
import { Preferences } from '#visitor/preferences'
import { readView } from '#search/list_parameters'

export default class GenresController {
  async index({ view }: HttpContext) {
    await refreshBriefly()
    const genres = await Genre.query()
      .apply((scopes) => scopes.ordered())
      .apply((scopes) => scopes.withBooksCount())
    return view.render('pages/genres/index', { genres })
  }

  async show({ params, request, session, view }: HttpContext) {
    const genre = await Genre.findOrFail(params.id)
    const books = await BookList.loadOf(
      { genres: [genre.id] },
      readView(request.qs(), new Preferences(session).ofLists),
      request.url()
    )
    return view.render('pages/genres/show', { genre, books })
  }
}
