import RefusedException from '#exceptions/refused_exception'
import { isServerAway, isServerRefusal } from '#sql/errors'

/** A sentence for what whoever runs the site can mend; none for a fault of the program. */
export function explain(error: unknown): string | undefined {
  if (error instanceof RefusedException) return error.message
  const { code, port, path, help, message } = Object(error) as Record<string, string | undefined>
  if (process.env.DB_CONNECTION === 'postgres' && isOfDatabase(error)) {
    const reason = message || code
    return `The PostgreSQL database cannot be used (${reason}). Look at DATABASE_URL, and whether the server is running.`
  }
  const portName = String(port) === process.env.METRICS_PORT ? 'METRICS_PORT' : 'PORT'
  switch (code) {
    case 'E_INVALID_ENV_VARIABLES':
      return `The settings in .env or the environment are not right. ${help?.replace(/^- /gm, '').replace(/\s*\n\s*/g, '; ')}`
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Set ${portName} to a free one.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'HOST does not name this machine. Set it to localhost, or to 0.0.0.0 for all networks.'
    case 'EACCES':
      if (port)
        return `Port ${port} is not allowed for this account. Set ${portName} to one above 1023.`
    // falls through: a file that may not be written
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EPERM':
    case 'EROFS':
      return (
        path &&
        `The folder ${path} cannot be created. Set SQLITE_PATH to a file that can be written.`
      )
    case 'SQLITE_BUSY':
      return 'Another program is using the database, for example a large import. Try again when it has finished.'
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
    case 'SQLITE_FULL':
      return `The database file cannot be used (${message?.replace(/^.*SQLITE_/s, 'SQLITE_')}). Look at SQLITE_PATH.`
  }
}

/** An address to listen on can be wrong in the same way; then the fault names it. */
function isOfDatabase(error: unknown) {
  const { hostname, syscall } = Object(error)
  const isOwnHost = syscall === 'getaddrinfo' && hostname === process.env.HOST
  return (isServerAway(error) && !isOwnHost) || isServerRefusal(error)
}
