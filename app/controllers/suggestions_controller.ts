import type { HttpContext } from '@adonisjs/core/http'
import { speak } from '#languages/speech'
import { bylineOf } from '#languages/words'
import { remembered } from '#pages/remembered'
import { suggest } from '#search/search'

export default class SuggestionsController {
  async index(ctx: HttpContext) {
    await speak(ctx)
    const { i18n, request, response } = ctx
    const { q } = request.qs()
    const text = typeof q === 'string' ? q : ''
    const found = await remembered(`suggestions ${text}`, () => suggest(text))
    response.header('cache-control', 'public, max-age=60')
    return [
      ...found.authors.map((author) => ({
        text: author.name,
        detail: i18n.t('words.author'),
        address: `/authors/${author.id}`,
      })),
      ...found.books.map(({ model: book }) => ({
        text: book.title,
        detail: bylineOf(i18n, book.authors),
        address: `/books/${book.id}`,
      })),
    ]
  }
}
