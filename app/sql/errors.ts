/** SQLSTATEs, by PostgreSQL's appendix A: starting, stopping, cut off, no connection left. */
const AWAY = /^(08...|57P0[123]|53300)$/
const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT)$/
/** What the driver and its pool say without a code. */
const WORDS =
  /Connection terminated|timeout expired|Timeout acquiring a connection|Connection ended unexpectedly|Client has encountered a connection error/

export function isServerAway(error: unknown): boolean {
  const { code, message } = Object(error)
  return AWAY.test(code) || NETWORK.test(code) || WORDS.test(message)
}

/** Whether it says that the server does not let us in: its name, user, password or rights. */
export function isServerRefusal(error: unknown): boolean {
  return /^(28|3D|42501)/.test(Object(error).code)
}

/** A database that cannot be asked or takes nothing in: full, read-only, damaged, out of reach. */
const UNAVAILABLE = /^SQLITE_(BUSY|LOCKED|CANTOPEN|CORRUPT|FULL|IOERR|NOTADB|PROTOCOL|READONLY)$/
const OURS = ['E_DATABASE_FILE_GONE', 'E_SESSIONS_RESTING']

/** Whether the error comes from what the site stands on, and may be over when it is tried again. */
export function isUnavailable(error: unknown) {
  const { code, name } = Object(error)
  const isUnable = UNAVAILABLE.test(code) || OURS.includes(code) || name === 'KnexTimeoutError'
  return isUnable || isServerAway(error)
}

/** Whether another program holds the database, as it may for milliseconds. */
export function isLocked(error: unknown) {
  return /^SQLITE_(BUSY|LOCKED)$/.test(Object(error).code)
}
