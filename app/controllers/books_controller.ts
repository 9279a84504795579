import type { HttpContext } from '@adonisjs/core/http'
import Book from '#models/book'
import { BookList, neighboursOf } from '#search/book_list'
import { facetsFor } from '#search/facets'
import { recentSearches, rememberSearch } from '#visitor/recent_searches'
import { similarBooks } from '#search/similar'
import { today } from '#clock'
import { Preferences } from '#visitor/preferences'
import { RecentBooks } from '#visitor/recent_books'
import { BOOK_ORDERS, readBookSearch, toBooksAddress } from '#search/address'
import { asPhrase, asTyped } from '#search/query'
import { PAGE_SIZES, readId } from '#search/list_parameters'

export default class BooksController {
  async index({ request, session, view }: HttpContext) {
    const search = await readBookSearch(request.qs(), new Preferences(session).ofLists)
    const list = await BookList.load(search)
    rememberSearch(session, list.result.query?.text ?? '')

    return view.render('pages/books/index', {
      list,
      search,
      ...(await facetsFor(list)),
      recent: recentSearches(session),
      addressOf: toBooksAddress,
      asTyped: asTyped(search.text),
      orders: BOOK_ORDERS,
      pageSizes: PAGE_SIZES,
    })
  }

  async show({ params, request, session, view }: HttpContext) {
    const book = await Book.query()
      .where('id', params.id)
      .preload('authors')
      .preload('genres')
      .preload('language')
      .preload('copies', (copies) => copies.apply((scopes) => scopes.dueSoonest()))
      .firstOrFail()

    new RecentBooks(session).view(book.id)
    const query = request.qs()
    const search = await readBookSearch(query, new Preferences(session).ofLists)
    return view.render('pages/books/show', {
      book,
      seriesAddress: book.series && toBooksAddress({ text: asPhrase(book.series) }),
      similar: await similarBooks(book),
      neighbours: await neighboursOf(book.id, search, readId(query.place)),
      today: today(),
    })
  }
}
