import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import StaticMiddleware from '@adonisjs/static/static_middleware'

/**
 * Serves styles, scripts and fonts before the headers that guard pages are set:
 * these are no pages, and half a kilobyte for each weighs more than some of them.
 */
@inject()
export default class AssetsMiddleware {
  constructor(private files: StaticMiddleware) {}

  async handle(ctx: HttpContext, next: NextFn) {
    return ctx.request.url().startsWith('/assets/') ? this.files.handle(ctx, next) : next()
  }
}
