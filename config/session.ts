import env from '#start/env'
import { defineConfig } from '@adonisjs/session'
import { appUrl } from '#config/app'
import { redisStore } from '#session/redis_store'
import { versionedStore } from '#session/session_store'

export default defineConfig({
  enabled: true,
  cookieName: 'library_session',
  clearWithBrowser: false,
  age: env.get('SESSION_AGE', '14 days'),
  cookie: {
    path: '/',
    httpOnly: true,
    secure: appUrl.startsWith('https:'),
    sameSite: 'lax',
  },
  store: env.get('SESSION_STORE', 'database'),
  stores: {
    database: versionedStore(),
    redis: redisStore(),
  },
})

/** How often the site deletes expired sessions by itself, such as "1 hour"; "0" for never. */
export const clearingInterval = env.get('SESSION_CLEARING_INTERVAL', '1 hour')

/** Whether what keeps the sessions deletes expired ones by itself. */
export const clearsByItself = env.get('SESSION_STORE') === 'redis'
