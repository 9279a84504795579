import { hash } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { textOf } from '#accounts/fields'
import RefusedException from '#exceptions/refused_exception'
import { dayOf } from '#languages/words'
import Loan from '#models/loan'

/** The loans of whoever is signed in. */
export default class OwnLoansController {
  async renew({ auth, i18n, params, request, response, session }: HttpContext) {
    const by = auth.use('web').getUserOrFail()
    const loan = await Loan.query()
      .where({ id: params.id, memberId: by.id })
      .preload('copy', (copies) => copies.preload('book'))
      .first()
    session.flash('message', i18n.t('account.not_renewed'))
    if (loan && !by.whyNoLoan) {
      try {
        const { loan: renewed } = await loan.renew(undefined, {
          by,
          scan: scanOf(loan, request.input('scan')),
        })
        const { title } = loan.copy.book
        session.flash(
          'message',
          i18n.t('account.renewed', { title, day: dayOf(i18n, renewed.dueOn!) })
        )
      } catch (error) {
        if (!(error instanceof RefusedException)) throw error
      }
    }
    return response.redirect().status(303).toPath('/account')
  }
}

/** All forms of a page have one; of each loan it is another. */
function scanOf({ id }: Loan, sent: unknown) {
  const scan = textOf(sent)
  return scan ? hash('sha256', `${id} ${scan}`, 'base64url').slice(0, 40) : null
}
