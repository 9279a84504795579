import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'

/** More is to be remembered of a visitor than one session holds. */
export default class SessionFullException extends Exception {
  static status = 422
  static code = 'E_SESSION_FULL'
  static message = 'The session holds no more'

  async handle(error: this, { response, view }: HttpContext) {
    response.status(error.status).send(await view.render('pages/errors/session_full'))
  }
}
