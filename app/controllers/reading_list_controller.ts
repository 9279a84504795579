import type { HttpContext } from '@adonisjs/core/http'
import Book from '#models/book'
import { now } from '#clock'
import { toSharedAddress } from '#visitor/list_link'
import { LARGEST_LIST, LIST_ORDERS, ReadingList } from '#visitor/reading_list'
import { readChoice, readId } from '#search/list_parameters'

type Query = Record<string, unknown>

export default class ReadingListController {
  async index({ i18n, request, session, view }: HttpContext) {
    const order = readChoice(request.qs().sort, LIST_ORDERS) ?? 'mine'
    const list = new ReadingList(session)
    const size = list.size
    const books = await list.books(order, i18n)
    list.noteOut(books)

    return view.render('pages/reading_list/index', {
      books,
      order,
      orders: LIST_ORDERS,
      ...(await whatWasDone(request.qs(), books)),
      left: size - books.length,
      sharedAddress: books.length ? toSharedAddress(list.ids) : null,
    })
  }

  async store(ctx: HttpContext) {
    const book = await Book.findOrFail(ctx.params.id)
    const list = new ReadingList(ctx.session)
    const isFull = list.add([book.id]) > 0
    const place = readId(ctx.request.input('place'))
    if (place && !isFull) {
      list.moveTo(book.id, place)
      return backToList(ctx, { moved: book.id, sort: ctx.request.input('list') })
    }
    return answer(
      ctx,
      book,
      isFull
        ? ctx.i18n.t('reading_list.full', { most: LARGEST_LIST })
        : ctx.i18n.t('reading_list.added', { title: book.title })
    )
  }

  async move(ctx: HttpContext) {
    const direction = ctx.request.input('direction') === 'up' ? 'up' : 'down'
    new ReadingList(ctx.session).move(Number(ctx.params.id), direction)
    return backToList(ctx, { moved: ctx.params.id, direction })
  }

  async destroy(ctx: HttpContext) {
    const book = await Book.findOrFail(ctx.params.id)
    const list = new ReadingList(ctx.session)
    const place = list.ids.indexOf(book.id) + 1
    list.remove(book.id)
    const { list: sort, row } = ctx.request.all()
    if (sort) return backToList(ctx, { removed: book.id, place, sort, row })
    return answer(ctx, book, ctx.i18n.t('reading_list.no_longer', { title: book.title }))
  }

  async slip({ i18n, session, view }: HttpContext) {
    const books = await new ReadingList(session).books('shelf', i18n)
    return view.render('pages/reading_list/slip', { books, printed: new Date(now()) })
  }
}

/** The list again, whose address says what was just done. */
function backToList({ response }: HttpContext, done: Record<string, unknown>) {
  return response.redirect().status(303).withQs(done).toPath('/reading-list')
}

/** The book that was just moved or removed, as the address of the list says. */
async function whatWasDone({ removed, moved, place, row, direction }: Query, books: Book[]) {
  const id = readId(removed ?? moved)
  const number = books.findIndex((listed) => listed.id === id) + 1
  const isSo = removed ? number === 0 : number > 0
  const book = id && isSo ? await Book.find(id) : null
  if (!book) return {}
  if (removed) return { removed: book, place: readId(place) ?? 1, row: readId(row) ?? 1 }
  return { moved: book, place: number, direction }
}

/** Back to the page that the button stood on; where a script asked, only what has changed of it. */
function answer({ request, response, session, view }: HttpContext, book: Book, message: string) {
  if (request.header('hx-request-type') === 'partial') {
    return view.render('fragments/kept', { book, message })
  }
  session.flash('message', message)
  return response.redirect().status(303).withQs().back('/reading-list')
}
