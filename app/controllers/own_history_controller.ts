import type { HttpContext } from '@adonisjs/core/http'

export default class OwnHistoryController {
  /** Begins to keep what the member returns, or forgets it all. */
  async update({ auth, i18n, request, response, session }: HttpContext) {
    const isKept = request.input('keep') === '1'
    await auth.use('web').getUserOrFail().keepHistory(isKept)
    session.flash('message', i18n.t(isKept ? 'account.history_kept' : 'account.history_forgotten'))
    return response.redirect().status(303).toPath('/account')
  }
}
