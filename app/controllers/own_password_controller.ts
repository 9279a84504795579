import type { HttpContext } from '@adonisjs/core/http'
import { textOf } from '#accounts/fields'
import { faultOf, keepable, LENGTHS } from '#accounts/passwords'
import { noteProof } from '#accounts/sign_ins'
import { faultOfTry, sayBusy } from '#accounts/tries'

/** The password of whoever is signed in. */
export default class OwnPasswordController {
  async edit({ view }: HttpContext) {
    return view.render('pages/account/password', { lengths: LENGTHS, faults: {} })
  }

  async update(ctx: HttpContext) {
    const { auth, i18n, request, response, session, view } = ctx
    const member = auth.use('web').getUserOrFail()
    const [password, wish] = ['password', 'wish'].map((field) => textOf(request.input(field)))
    const fault = faultOf(wish, member)
    const faults = fault
      ? { wish: i18n.t(fault, LENGTHS) }
      : {
          password: await faultOfTry(ctx, {
            member,
            name: member.card,
            password,
            wrong: 'sign_in.not_yours',
          }),
        }
    if (fault) response.status(422)
    if (fault || faults.password) {
      return view.render('pages/account/password', { lengths: LENGTHS, faults })
    }
    let kept
    try {
      kept = await keepable(wish)
    } catch (error) {
      const busy = { password: sayBusy(ctx, error) }
      return view.render('pages/account/password', { lengths: LENGTHS, faults: busy })
    }
    await member.change({ password: kept })
    await noteProof(member.signIn!)
    session.regenerate()
    session.flash('message', i18n.t('account.password_changed'))
    return response.redirect().status(303).toPath('/account')
  }
}
