import type { HttpContext } from '@adonisjs/core/http'
import Book from '#models/book'
import { now } from '#clock'
import { toSharedAddress } from '#visitor/list_link'
import { LARGEST_LIST, LIST_ORDERS, ReadingList } from '#visitor/reading_list'
import { readChoice } from '#search/list_parameters'

export default class ReadingListController {
  async index({ request, session, view }: HttpContext) {
    const order = readChoice(request.qs().sort, LIST_ORDERS) ?? 'mine'
    const list = new ReadingList(session)
    const size = list.size
    const books = await list.books(order)
    list.noteOut(books)

    return view.render('pages/reading_list/index', {
      books,
      order,
      orders: LIST_ORDERS,
      left: size - books.length,
      sharedAddress: books.length ? toSharedAddress(list.ids) : null,
    })
  }

  async store(ctx: HttpContext) {
    const book = await Book.findOrFail(ctx.params.id)
    const isFull = new ReadingList(ctx.session).add([book.id]) > 0
    return answer(
      ctx,
      book,
      isFull
        ? `Your reading list is full: it has room for ${LARGEST_LIST} books. Nothing was changed.`
        : `“${book.title}” is on your reading list.`
    )
  }

  async move({ params, request, response, session }: HttpContext) {
    const direction = request.input('direction') === 'up' ? 'up' : 'down'
    new ReadingList(session).move(Number(params.id), direction)
    return response.redirect().status(303).toPath('/reading-list')
  }

  async destroy(ctx: HttpContext) {
    const book = await Book.findOrFail(ctx.params.id)
    new ReadingList(ctx.session).remove(book.id)
    return answer(ctx, book, `“${book.title}” is no longer on your reading list.`)
  }

  async slip({ session, view }: HttpContext) {
    const books = await new ReadingList(session).books('shelf')
    return view.render('pages/reading_list/slip', { books, printed: new Date(now()) })
  }
}

/** Back to the page that the button stood on; where a script asked, only what has changed of it. */
function answer({ request, response, session, view }: HttpContext, book: Book, message: string) {
  if (request.header('hx-request-type') === 'partial') {
    return view.render('fragments/kept', { book, message })
  }
  session.flash('message', message)
  return response.redirect().status(303).withQs().back('/reading-list')
}
