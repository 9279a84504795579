import env from '#start/env'
import { defineConfig } from '@adonisjs/session'
import { appUrl } from '#config/app'
import { redisStore } from '#session/redis_store'
import { versionedStore } from '#session/session_store'

const isInRedis = env.get('SESSION_STORE') === 'redis'
const isSecure = appUrl.startsWith('https:')

export default defineConfig({
  enabled: true,
  // A browser takes a cookie of such a name from this host alone, and from no other of its domain
  cookieName: isSecure ? '__Host-library_session' : 'library_session',
  clearWithBrowser: false,
  age: env.get('SESSION_AGE', '14 days'),
  cookie: {
    path: '/',
    httpOnly: true,
    secure: isSecure,
    sameSite: 'lax',
  },
  store: 'kept',
  stores: {
    // One alone: AdonisJS makes every store that stands here, and that of Redis looks for its server
    kept: isInRedis ? redisStore() : versionedStore(),
  },
})

/** How often the site deletes expired sessions by itself, such as "1 hour"; "0" for never. */
export const clearingInterval = env.get('SESSION_CLEARING_INTERVAL', '1 hour')

/** Whether what keeps the sessions deletes expired ones by itself. */
export const clearsByItself = isInRedis
