import { Exception } from '@adonisjs/core/exceptions'

/** What was asked of a copy cannot be done: its message says why, in a sentence for the desk. */
export default class CirculationException extends Exception {
  static status = 409
  static code = 'E_CIRCULATION'
}
