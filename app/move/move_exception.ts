import { Exception } from '@adonisjs/core/exceptions'

/** A library cannot be moved, or was not moved whole. */
export default class MoveException extends Exception {
  static status = 422
}
