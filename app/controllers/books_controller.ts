import type { HttpContext } from '@adonisjs/core/http'
import { ShownBook } from '#models/shown_book'
import { remembered } from '#pages/remembered'
import { BookList, neighboursOf } from '#search/book_list'
import { recentSearches, rememberSearch } from '#visitor/recent_searches'
import { similarBooks } from '#search/similar'
import { Preferences } from '#visitor/preferences'
import { RecentBooks } from '#visitor/recent_books'
import { BOOK_ORDERS, isPlain, readBookSearch, toBooksAddress } from '#search/address'
import { asTyped } from '#search/query'
import { PAGE_SIZES, readId } from '#search/list_parameters'

export default class BooksController {
  async index({ request, session, view }: HttpContext) {
    const search = await readBookSearch(request.qs(), new Preferences(session).ofLists)
    const list = await remembered(`books ${JSON.stringify(search)}`, () => BookList.load(search))
    rememberSearch(session, list.result.query?.text ?? '')

    return view.render('pages/books/index', {
      list,
      search,
      recent: recentSearches(session),
      addressOf: toBooksAddress,
      asTyped: asTyped(search.text),
      orders: BOOK_ORDERS,
      pageSizes: PAGE_SIZES,
    })
  }

  async show({ params, request, session, view }: HttpContext) {
    const { book, similar } = await remembered(`book ${params.id}`, async () => {
      const found = await ShownBook.findOrFail(params.id)
      return { book: found, similar: await similarBooks(found) }
    })
    new RecentBooks(session).view(book.id)

    const query = request.qs()
    const search = await readBookSearch(query, new Preferences(session).ofLists)
    const place = readId(query.place)
    const neighbours =
      place === null || isPlain(search)
        ? null
        : await remembered(`neighbours ${book.id} ${place} ${JSON.stringify(search)}`, () =>
            neighboursOf(book.id, search, place)
          )
    return view.render('pages/books/show', { book, similar, neighbours })
  }
}
