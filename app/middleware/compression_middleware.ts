import { constants } from 'node:zlib'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import compression from 'compression'
import type { Request, Response } from 'express'

const compress = compression({
  // From this quality on brotli finds much more than at the usual 4, and is as quick
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
})

/** Sends text as brotli or gzip, to whoever reads it; fonts and pictures are small already. */
export default class CompressionMiddleware {
  async handle({ request, response }: HttpContext, next: NextFn) {
    compress(request.request as Request, response.response as Response, () => {})
    return next()
  }
}
