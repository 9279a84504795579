import { Exception } from '@adonisjs/core/exceptions'

/** A form was not sent from a page of this site: nothing of it is carried out. */
export default class CrossOriginException extends Exception {
  static status = 403
  static code = 'E_CROSS_ORIGIN'
  static message = 'This form was not sent from a page of the library. Nothing was changed.'
}
