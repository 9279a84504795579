import type { HttpContext } from '@adonisjs/core/http'
import PastLastPageException from '#exceptions/past_last_page_exception'
import Author from '#models/author'
import { BookList } from '#search/book_list'
import { Preferences } from '#visitor/preferences'
import { readPaging, readView, toQuery } from '#search/list_parameters'

export default class AuthorsController {
  async index({ request, session, view }: HttpContext) {
    const usual = new Preferences(session).ofLists
    const { page, perPage } = readPaging(request.qs(), usual)
    const authors = await Author.query()
      .apply((scopes) => scopes.ordered())
      .withCount('books')
      .paginate(page, perPage)
    authors.baseUrl(request.url()).queryString(toQuery({ per_page: perPage }, usual))
    PastLastPageException.throwIf(authors)
    return view.render('pages/authors/index', { authors })
  }

  async show({ params, request, session, view }: HttpContext) {
    const author = await Author.findOrFail(params.id)
    const books = await BookList.loadOf(
      { authors: [author.id] },
      readView(request.qs(), new Preferences(session).ofLists),
      request.url()
    )
    return view.render('pages/authors/show', { author, books })
  }
}
