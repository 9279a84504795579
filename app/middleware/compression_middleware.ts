import { constants } from 'node:zlib'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import compression from 'compression'
import type { Request, Response } from 'express'

/** The quality from which on brotli finds much more than the usual 4 does, and is as quick. */
const QUALITY = 5

const compress = compression({
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } },
})

/** Sends text as brotli or gzip, to whoever reads it; fonts and pictures are small already. */
export default class CompressionMiddleware {
  async handle({ request, response }: HttpContext, next: NextFn) {
    compress(request.request as Request, response.response as Response, () => {})
    return next()
  }
}
