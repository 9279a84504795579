import { Exception } from '@adonisjs/core/exceptions'

/** The server that keeps the sessions cannot be reached, so what a visitor asks for cannot be remembered. */
export default class SessionsRestingException extends Exception {
  static status = 503
  static code = 'E_SESSIONS_RESTING'
  readonly page = 'resting'
}
