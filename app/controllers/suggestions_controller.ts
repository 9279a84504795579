import type { HttpContext } from '@adonisjs/core/http'
import { suggest } from '#search/search'

export default class SuggestionsController {
  async index({ request, response }: HttpContext) {
    const { q } = request.qs()
    const { books, authors } = await suggest(typeof q === 'string' ? q : '')
    response.header('cache-control', 'public, max-age=60')
    return [
      ...authors.map((author) => ({
        text: author.name,
        detail: 'Author',
        address: `/authors/${author.id}`,
      })),
      ...books.map((book) => ({
        text: book.title,
        detail: book.byline,
        address: `/books/${book.id}`,
      })),
    ]
  }
}
