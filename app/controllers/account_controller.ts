import { randomUUID } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { isSpoken, speak } from '#languages/speech'
import Loan from '#models/loan'
import SignIn from '#models/sign_in'
import { Preferences } from '#visitor/preferences'

/** How many of the books that were returned are shown, the latest. */
const MOST_PAST = 100

export default class AccountController {
  async show({ auth, view }: HttpContext) {
    const member = auth.use('web').getUserOrFail()
    const loans = await Loan.query()
      .where('memberId', member.id)
      .apply((scopes) => scopes.open())
      .apply((scopes) => scopes.dueSoonest())
      .preload('copy', (copies) => copies.preload('book'))
    const past = await Loan.query()
      .where('memberId', member.id)
      .whereNotNull('returnedAt')
      .orderBy('returnedAt', 'desc')
      .limit(member.isHistoryKept ? MOST_PAST : 0)
      .preload('copy', (copies) => copies.preload('book'))
    const signIns = await SignIn.query().where('memberId', member.id).orderBy('seen', 'desc')
    return view.render('pages/account/show', { loans, past, signIns, scan: randomUUID() })
  }

  /** The language that the site speaks to the member, in whatever browser. */
  async update(ctx: HttpContext) {
    const { auth, request, response, session } = ctx
    const wish: unknown = request.input('language')
    const language = isSpoken(wish) ? wish : null
    await auth.use('web').getUserOrFail().change({ language })
    // What was chosen for this browser would hold against it
    new Preferences(session).save({ language: 'auto' })
    await speak(ctx, language)
    session.flash('message', ctx.i18n.t('preferences.saved'))
    return response.redirect().status(303).toPath('/account')
  }
}
