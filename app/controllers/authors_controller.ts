import type { HttpContext } from '@adonisjs/core/http'
import PastLastPageException from '#exceptions/past_last_page_exception'
import Author from '#models/author'
import { remembered } from '#pages/remembered'
import { BookList } from '#search/book_list'
import { Preferences } from '#visitor/preferences'
import { readQueryText } from '#search/query'
import { readPaging, readView, toQuery } from '#search/list_parameters'

export default class AuthorsController {
  async index({ request, session, view }: HttpContext) {
    const usual = new Preferences(session).ofLists
    const { q, letter } = request.qs()
    const { page, perPage } = readPaging(request.qs(), usual)
    const { text } = readQueryText(typeof q === 'string' ? q : '')
    const asked = { text, letter, page, perPage, usual }
    const list = await remembered(`authors ${JSON.stringify(asked)}`, async () => {
      const { letters } = await remembered('letters of authors', () => Author.letters())
      const known = letters.includes(letter) ? letter : null
      const authors = await Author.query()
        .if(text, (query) => query.apply((scopes) => scopes.named(text)))
        .if(known, (query) => query.apply((scopes) => scopes.under(known)))
        .apply((scopes) => scopes.ordered())
        .withCount('books')
        .paginate(page, perPage)
      authors
        .baseUrl(request.url())
        .queryString(toQuery({ q: text, letter: known, per_page: perPage }, usual))
      PastLastPageException.throwIf(authors)
      return { authors, letters, letter: known }
    })
    return view.render('pages/authors/index', { ...list, text })
  }

  async show({ params, request, session, view }: HttpContext) {
    const listView = readView(request.qs(), new Preferences(session).ofLists)
    const key = `author ${params.id} ${JSON.stringify(listView)}`
    const { author, books } = await remembered(key, async () => {
      const found = await Author.findOrFail(params.id)
      const filters = { authors: [found.id] }
      return { author: found, books: await BookList.loadOf(filters, listView, request.url()) }
    })
    return view.render('pages/authors/show', { author, books })
  }
}
