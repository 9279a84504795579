import { Exception } from '@adonisjs/core/exceptions'

/** Raised where a link to a reading list was changed, is too old, or was signed by another site. */
export default class ListLinkException extends Exception {
  static status = 403
  static code = 'E_LIST_LINK'
  static message = 'This link does not open a reading list.'
  readonly page = 'list_link'
}
