import type { HttpContext } from '@adonisjs/core/http'
import edge from 'edge.js'
import { LRUCache } from 'lru-cache'
import Book from '#models/book'
import Genre from '#models/genre'
import { catalogueState } from '#catalogue/record_count'
import { refreshBriefly } from '#search/book_index'
import { countVisit } from '#visitor/memory'
import { takeNews } from '#visitor/news'
import { ReadingList } from '#visitor/reading_list'

const NEW_ARRIVALS = 6
const MOST_GENRES = 24

/** Shelves by the count of changes. Who waits for some gets them, though others replace them. */
const SHELVES = new LRUCache({
  max: 1,
  fetchMethod: (_changes: number) => fillShelves(),
  ignoreFetchAbort: true,
})
const NOTHING_KEPT = { has: () => false }

export default class HomeController {
  async index({ session, view }: HttpContext) {
    const visits = countVisit(session)

    const { counts, changes } = await catalogueState()
    const { books, html, newest } = (await SHELVES.fetch(changes))!
    const readingList = new ReadingList(session)
    const isKept = books.arrivals.some(({ id }) => readingList.has(id))
    return view.render('pages/home', {
      visits,
      counts,
      shelves: isKept ? await renderShelves(books, readingList) : html,
      news: await takeNews(session, newest),
    })
  }
}

/** What is the same for all who keep none of these books: a part of the page, ready to send. */
async function fillShelves() {
  await refreshBriefly()
  const books = {
    arrivals: await Book.query()
      .apply((scopes) => scopes.newest())
      .preload('authors')
      .preload('genres')
      .limit(NEW_ARRIVALS),
    genres: await Genre.largest(MOST_GENRES),
  }
  return {
    books,
    html: await renderShelves(books, NOTHING_KEPT),
    newest: await Book.newestId(),
  }
}

function renderShelves(books: object, readingList: Pick<ReadingList, 'has'>) {
  // Shared, since components see nothing else
  return edge.share({ readingList }).render('fragments/shelves', books)
}
