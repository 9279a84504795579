import type { HttpContext } from '@adonisjs/core/http'
import { remembered } from '#pages/remembered'
import { suggest } from '#search/search'

export default class SuggestionsController {
  async index({ request, response }: HttpContext) {
    const { q } = request.qs()
    const text = typeof q === 'string' ? q : ''
    const found = await remembered(`suggestions ${text}`, () => suggest(text))
    response.header('cache-control', 'public, max-age=60')
    return [
      ...found.authors.map((author) => ({
        text: author.name,
        detail: 'Author',
        address: `/authors/${author.id}`,
      })),
      ...found.books.map(({ model: book }) => ({
        text: book.title,
        detail: book.byline,
        address: `/books/${book.id}`,
      })),
    ]
  }
}
