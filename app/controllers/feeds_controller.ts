import type { HttpContext } from '@adonisjs/core/http'
import { appUrl } from '#config/app'
import { speak } from '#languages/speech'
import Book from '#models/book'

const FEED_LENGTH = 30

export default class FeedsController {
  async robots({ response }: HttpContext) {
    response.type('text/plain').header('cache-control', 'public, max-age=86400')
    return `User-agent: *\nDisallow:\n\nSitemap: ${appUrl}/sitemap.xml\n`
  }

  async opensearch(ctx: HttpContext) {
    await speak(ctx)
    const { response, view } = ctx
    response.type('application/opensearchdescription+xml')
    response.header('cache-control', 'public, max-age=86400')
    return view.render('feeds/opensearch', { appUrl })
  }

  async feed(ctx: HttpContext) {
    await speak(ctx)
    const { response, view } = ctx
    const books = await Book.query()
      .apply((scopes) => scopes.newest())
      .preload('authors')
      .limit(FEED_LENGTH)
    response.type('application/atom+xml').header('cache-control', 'public, max-age=900')
    return view.render('feeds/feed', { appUrl, books })
  }
}
