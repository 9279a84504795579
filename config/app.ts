import type { IncomingMessage, ServerResponse } from 'node:http'
import env from '#start/env'
import server from '@adonisjs/core/services/server'
import { defineConfig } from '@adonisjs/core/http'

/** The site's own address, without a slash at its end: it stands in feeds, sitemaps and cookies. */
export const appUrl = env
  .get('APP_URL', `http://localhost:${env.get('PORT', 3333)}`)
  .replace(/\/+$/, '')

export const http = defineConfig({
  generateRequestId: true,
  trustProxy: env.get('TRUST_PROXY'),
  qs: { parse: { comma: false } },
  /** An address that is not UTF-8 names nothing: escaped, it gets the page that says so. */
  onBadUrl(request: IncomingMessage, response: ServerResponse) {
    request.url = request.url?.replace(/%/g, '%25')
    server.handle(request, response)
  },
  cookie: {
    path: '/',
    maxAge: '2h',
    httpOnly: true,
    secure: appUrl.startsWith('https:'),
    sameSite: 'lax',
  },
})
