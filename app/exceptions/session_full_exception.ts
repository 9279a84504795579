import { Exception } from '@adonisjs/core/exceptions'

/** More is to be remembered of a visitor than one session holds. */
export default class SessionFullException extends Exception {
  static status = 422
  static code = 'E_SESSION_FULL'
  static message = 'The session holds no more'
  readonly page = 'session_full'
}
