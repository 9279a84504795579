import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/shield'
import { appUrl } from '#config/app'

export default defineConfig({
  csp: {
    enabled: true,
    directives: {
      defaultSrc: [`'self'`],
      // While the site is developed, Vite tells pages to reload
      ...(app.inDev && { connectSrc: [`'self'`, 'ws:'] }),
      baseUri: [`'none'`],
      objectSrc: [`'none'`],
      formAction: [`'self'`],
      frameAncestors: [`'none'`],
      imgSrc: [`'self'`, 'data:'],
    },
    reportOnly: false,
  },
  // same_origin_middleware.ts guards the forms: a token would begin a session for every reader of a form
  csrf: { enabled: false },
  xFrame: { enabled: true, action: 'DENY' },
  hsts: { enabled: appUrl.startsWith('https:'), maxAge: '180 days' },
  contentTypeSniffing: { enabled: true },
})
