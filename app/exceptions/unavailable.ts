import { isServerAway } from '#exceptions/database_errors'

/** A database that is in another's hands for a moment. */
const LOCKED = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED'])

/** A database that cannot be asked, or takes nothing in: it starts, is full, read-only, damaged or out of reach. */
const UNAVAILABLE = new Set([
  ...LOCKED,
  'SQLITE_CANTOPEN',
  'SQLITE_CORRUPT',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_NOTADB',
  'SQLITE_PROTOCOL',
  'SQLITE_READONLY',
  'E_DATABASE_FILE_GONE',
  'E_SESSIONS_RESTING',
])

/** Whether the error comes from what the site stands on, and may be over when it is tried again. */
export function isUnavailable(error: unknown) {
  const { code, name } = Object(error)
  return UNAVAILABLE.has(code) || name === 'KnexTimeoutError' || isServerAway(error)
}

/** Whether another program holds the database, as it may for milliseconds. */
export function isLocked(error: unknown) {
  return LOCKED.has(Object(error).code)
}
