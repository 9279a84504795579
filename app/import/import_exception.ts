import { Exception } from '@adonisjs/core/exceptions'

/** A file that cannot be imported at all; the message is one line for the person who asked. */
export default class ImportException extends Exception {
  static status = 422
}
