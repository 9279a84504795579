import { Exception } from '@adonisjs/core/exceptions'

/** What was asked for cannot be done: its message says why, in a sentence for whoever asked. */
export default class RefusedException extends Exception {
  static status = 422
  static code = 'E_REFUSED'
}
