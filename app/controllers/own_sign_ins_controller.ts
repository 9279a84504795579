import type { HttpContext } from '@adonisjs/core/http'
import { endSignIns, signOut } from '#accounts/sign_ins'

/** The browsers in which whoever asks is signed in. */
export default class OwnSignInsController {
  /** Ends one, which may be that of the browser that asks. */
  async destroy(ctx: HttpContext) {
    const { auth, i18n, params, response, session } = ctx
    const member = auth.use('web').getUserOrFail()
    if (params.id === member.signIn!.id) {
      await signOut(ctx)
      return response.redirect().status(303).toPath('/')
    }
    await endSignIns(member, params.id)
    session.flash('message', i18n.t('account.ended'))
    return response.redirect().status(303).toPath('/account')
  }

  /** Ends all but that of the browser that asks. */
  async destroyOthers({ auth, i18n, response, session }: HttpContext) {
    const member = auth.use('web').getUserOrFail()
    await endSignIns(member)
    session.flash('message', i18n.t('account.others_ended'))
    return response.redirect().status(303).toPath('/account')
  }
}
