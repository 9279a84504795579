import type { HttpContext } from '@adonisjs/core/http'
import { LRUCache } from 'lru-cache'
import { catalogueState } from '#catalogue/record_count'
import PastLastPageException from '#exceptions/past_last_page_exception'
import Author from '#models/author'
import { BookList } from '#search/book_list'
import { Preferences } from '#visitor/preferences'
import { readQueryText } from '#search/query'
import { readPaging, readView, toQuery } from '#search/list_parameters'

/** By the count of changes, since all names are looked through for them. */
const LETTERS = new LRUCache({ max: 1, fetchMethod: (_changes: number) => Author.letters() })

export default class AuthorsController {
  async index({ request, session, view }: HttpContext) {
    const usual = new Preferences(session).ofLists
    const { q, letter } = request.qs()
    const { page, perPage } = readPaging(request.qs(), usual)
    const { changes } = await catalogueState()
    const letters = (await LETTERS.fetch(changes))!
    const { text } = readQueryText(typeof q === 'string' ? q : '')
    const asked = { text, letter: letters.includes(letter) ? letter : null }
    const authors = await Author.query()
      .if(text, (query) => query.apply((scopes) => scopes.named(text)))
      .if(asked.letter, (query) => query.apply((scopes) => scopes.under(asked.letter)))
      .apply((scopes) => scopes.ordered())
      .withCount('books')
      .paginate(page, perPage)
    const query = toQuery({ q: text, letter: asked.letter, per_page: perPage }, usual)
    authors.baseUrl(request.url()).queryString(query)
    PastLastPageException.throwIf(authors)
    return view.render('pages/authors/index', { authors, letters, ...asked })
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
