import type { HttpContext } from '@adonisjs/core/http'
import { recordCounts } from '#catalogue/record_count'
import { sortedByName } from '#languages/words'
import Book from '#models/book'
import Genre from '#models/genre'
import { ShownBook } from '#models/shown_book'
import { remembered } from '#pages/remembered'
import { countVisit } from '#visitor/memory'
import { takeNews } from '#visitor/news'

const NEW_ARRIVALS = 6
const MOST_GENRES = 24

export default class HomeController {
  async index({ i18n, session, view }: HttpContext) {
    const visits = countVisit(session)
    const { newest, ...home } = await remembered(`home in ${i18n.locale}`, async () => {
      const genres = await Genre.largest(MOST_GENRES)
      return {
        counts: await recordCounts(),
        newest: await Book.newestId(),
        arrivals: await ShownBook.newest(NEW_ARRIVALS),
        genres: sortedByName(i18n, genres).map(({ shelf }) => shelf),
      }
    })
    return view.render('pages/home', {
      visits,
      ...home,
      news: await takeNews(session, newest),
    })
  }
}
