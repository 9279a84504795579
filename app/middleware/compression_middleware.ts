import { extname } from 'node:path'
import { constants } from 'node:zlib'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import compression from 'compression'
import type { Request, Response } from 'express'

/** A page is made for each request: brotli takes a quarter of the time that it takes for a file. */
const forPages = compressionOf({ brotli: 3, gzip: 3 })
/** A file comes once to each browser: from quality 5 on brotli finds much more. */
const forFiles = compressionOf({ brotli: 6, gzip: 6 })

function compressionOf({ brotli, gzip }: { brotli: number; gzip: number }) {
  return compression({
    level: gzip,
    brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: brotli } },
  })
}

/** Sends text as brotli or gzip, to whoever reads it; fonts and pictures are small already. */
export default class CompressionMiddleware {
  async handle({ request, response }: HttpContext, next: NextFn) {
    const compress = extname(request.url()) ? forFiles : forPages
    compress(request.request as Request, response.response as Response, () => {})
    return next()
  }
}
