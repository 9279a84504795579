import { extname } from 'node:path'
import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import StaticMiddleware from '@adonisjs/static/static_middleware'

/** Serves what lies in `public/`; an address without a file's extension is a page, and not looked for there. */
@inject()
export default class StaticFilesMiddleware {
  constructor(private files: StaticMiddleware) {}

  async handle(ctx: HttpContext, next: NextFn) {
    return extname(ctx.request.url()) ? this.files.handle(ctx, next) : next()
  }
}
