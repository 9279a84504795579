import type { HttpContext } from '@adonisjs/core/http'
import PastLastPageException from '#exceptions/past_last_page_exception'
import BookInstance, { COPY_STATUSES } from '#models/book_instance'
import { Preferences } from '#visitor/preferences'
import { readChoice, readPaging, toQuery } from '#search/list_parameters'

export default class CopiesController {
  async index({ request, session, view }: HttpContext) {
    const status = readChoice(request.qs().status, COPY_STATUSES)
    const usual = new Preferences(session).ofLists
    const { page, perPage } = readPaging(request.qs(), usual)
    const copies = await BookInstance.query()
      .if(status, (query) => query.where('status', status!))
      .apply((scopes) => scopes.dueSoonest())
      .preload('book')
      .paginate(page, perPage)
    copies.baseUrl(request.url()).queryString(toQuery({ status, per_page: perPage }, usual))
    PastLastPageException.throwIf(copies)
    return view.render('pages/copies/index', { copies, status, statuses: COPY_STATUSES })
  }

  async show({ params, view }: HttpContext) {
    const copy = await BookInstance.query()
      .where('id', params.id)
      .preload('book', (book) => book.preload('authors').preload('genres'))
      .firstOrFail()
    return view.render('pages/copies/show', { copy })
  }
}
