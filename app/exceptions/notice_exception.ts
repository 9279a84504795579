import { Exception } from '@adonisjs/core/exceptions'

/** A notice cannot be put up: its message says why. */
export default class NoticeException extends Exception {
  static status = 422
  static code = 'E_NOTICE'
}
