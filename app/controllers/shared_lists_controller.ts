import type { HttpContext } from '@adonisjs/core/http'
import { ListLinkException } from '#exceptions/errors'
import { ShownBook } from '#models/shown_book'
import { LINK_PURPOSE, readSharedIds } from '#visitor/list_link'
import { LARGEST_LIST, ReadingList } from '#visitor/reading_list'

/** A reading list that came by a link from another device. */
export default class SharedListsController {
  async show({ request, view }: HttpContext) {
    const ids = readIds(request)
    const books = await ShownBook.inOrder(ids)
    return view.render('pages/shared_lists/show', { books, left: ids.length - books.length })
  }

  async store({ i18n, request, response, session }: HttpContext) {
    const books = await ShownBook.inOrder(readIds(request))
    const list = new ReadingList(session)
    const before = list.size
    const left = list.add(books.map((book) => book.id))
    const added = list.size - before

    session.flash(
      'message',
      left > 0
        ? i18n.t('shared_list.added_some', { count: added, left, most: LARGEST_LIST })
        : i18n.t('shared_list.added', { count: added })
    )
    return response.redirect().status(303).toPath('/reading-list')
  }
}

function readIds(request: HttpContext['request']) {
  if (!request.hasValidSignature(LINK_PURPOSE)) throw new ListLinkException()
  return readSharedIds(request.qs().books)
}
