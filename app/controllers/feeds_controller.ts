import type { HttpContext } from '@adonisjs/core/http'
import { appUrl } from '#config/app'
import Book from '#models/book'

const FEED_LENGTH = 30

export default class FeedsController {
  async robots({ response }: HttpContext) {
    response.type('text/plain').header('cache-control', 'public, max-age=86400')
    return `User-agent: *\nDisallow:\n\nSitemap: ${appUrl}/sitemap.xml\n`
  }

  async opensearch({ response, view }: HttpContext) {
    response.type('application/opensearchdescription+xml')
    response.header('cache-control', 'public, max-age=86400')
    return view.render('feeds/opensearch', { appUrl })
  }

  async feed({ response, view }: HttpContext) {
    const books = await Book.query()
      .apply((scopes) => scopes.newest())
      .preload('authors')
      .limit(FEED_LENGTH)
    response.type('application/atom+xml').header('cache-control', 'public, max-age=900')
    return view.render('feeds/feed', { appUrl, books })
  }
}
