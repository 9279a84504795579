import { constants } from 'node:zlib'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import compression from 'compression'
import type { Request, Response } from 'express'

/** A page is made for each request: brotli takes a quarter of the time of quality 6. */
const forPages = compressionOf({ brotli: 3, gzip: 3 })
/** Styles and scripts come once to each browser: from quality 10 on brotli finds a twentieth more. */
const forAssets = compressionOf({ brotli: 10, gzip: 9 })

function compressionOf({ brotli, gzip }: { brotli: number; gzip: number }) {
  return compression({
    level: gzip,
    brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: brotli } },
  })
}

/** Sends text as brotli or gzip, to whoever reads it; fonts and pictures are small already. */
export default class CompressionMiddleware {
  async handle({ request, response }: HttpContext, next: NextFn) {
    const compress = request.url().startsWith('/assets/') ? forAssets : forPages
    compress(request.request as Request, response.response as Response, () => {})
    return next()
  }
}
