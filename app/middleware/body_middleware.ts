import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/** Reads the bodies of forms. What does that is loaded with the first form, not with the first page. */
export default class BodyMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    if (!ctx.request.hasBody()) return next()
    const { default: BodyParser } = await import('@adonisjs/core/bodyparser_middleware')
    const parser = await ctx.containerResolver.make(BodyParser)
    return parser.handle(ctx, next)
  }
}
