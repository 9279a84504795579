import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { faultOfProof, PROOF } from '#accounts/proof'
import { isProved } from '#accounts/sign_ins'

/**
 * Before what is dangerous, and behind what asks for an ability: asks for the password where it was
 * told more than ten minutes ago. A form that was sent is kept in the page that asks, and goes on.
 */
export default class ProvedMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    const { auth, request, response, view } = ctx
    if (isProved(auth.use('web').getUserOrFail().signIn!)) return next()

    const isTold = PROOF in request.body()
    const fault = isTold && (await faultOfProof(ctx))
    if (isTold && !fault) return next()
    if (!isTold) response.status(403)

    const isRead = ['GET', 'HEAD'].includes(request.method())
    const sent = [...new URLSearchParams(request.raw() ?? '')].filter(([name]) => name !== PROOF)
    const page = await view.render('pages/account/proof', {
      action: isRead ? '/account/proof' : request.url(true),
      fields: isRead ? [['to', request.url(true)]] : sent,
      fault,
    })
    return response.send(page)
  }
}
