/** SQLSTATEs of a server that is starting, stopping, or has no connection left; by PostgreSQL's appendix A. */
const AWAY = new Set(['57P01', '57P02', '57P03', '53300'])
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
])
/** What the driver and its pool say without a code. */
const WORDS =
  /Connection terminated|timeout expired|Timeout acquiring a connection|Connection ended unexpectedly|Client has encountered a connection error/

/** Whether the error says that the database server cannot be reached, or not at the moment. */
export function isServerAway(error: unknown): boolean {
  const { code, message } = Object(error)
  return AWAY.has(code) || NETWORK.has(code) || /^08/.test(code) || WORDS.test(message)
}

/** Whether it says that the server does not let us in: its name, user, password or rights. */
export function isServerRefusal(error: unknown): boolean {
  return /^(28|3D|42501)/.test(Object(error).code)
}

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
