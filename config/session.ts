import env from '#start/env'
import { defineConfig } from '@adonisjs/session'
import { isOwnAddress, toNetwork } from '#address'
import { appUrl } from '#config/app'
import { databaseRows } from '#session/rows/database'
import { redisRows } from '#session/rows/redis'
import { versionedStore } from '#session/session_store'

/** Whether Redis keeps the sessions, and not the database. */
export const isInRedis = env.get('SESSION_STORE') === 'redis'
/** After so long without a visit a session is over. */
export const longestSession = env.get('SESSION_AGE', '14 days')
const isSecure = appUrl.startsWith('https:')

export default defineConfig({
  enabled: true,
  // A browser takes a cookie of such a name from this host alone, and from no other of its domain
  cookieName: isSecure ? '__Host-library_session' : 'library_session',
  clearWithBrowser: false,
  age: longestSession,
  cookie: {
    path: '/',
    httpOnly: true,
    secure: isSecure,
    sameSite: 'lax',
  },
  wholes: ['last_visit', 'reading_list.*', 'recent_searches.*'],
  // Without the keys that are named here, nobody's visit comes near 64 KB
  ceiling: { bytes: 64 * 1024, madeAnew: ['recent_searches', 'recent_books'] },
  beginnings: {
    most: env.get('SESSION_BEGINNINGS'),
    // The machine itself, as in the rate limit, begins as many as it likes
    by: (request) => (isOwnAddress(request.ip()) ? null : toNetwork(request.ip())),
  },
  store: 'kept',
  stores: {
    // One alone: AdonisJS makes every store that stands here, and that of Redis looks for its server
    kept: versionedStore(isInRedis ? redisRows : databaseRows),
  },
})

/** How often the site deletes expired sessions by itself, such as "1 hour"; "0" for never. */
export const clearingInterval = env.get('SESSION_CLEARING_INTERVAL', '1 hour')

/** How many sessions are kept whose cookie never came back; 0 for all of them. */
export const mostUnreturned = env.get('SESSION_UNRETURNED')
