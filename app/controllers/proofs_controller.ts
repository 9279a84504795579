import type { HttpContext } from '@adonisjs/core/http'
import { pathIn } from '#accounts/fields'
import { faultOfProof } from '#accounts/proof'

export default class ProofsController {
  /** Before a page that is only read; forms bring the password with them. */
  async store(ctx: HttpContext) {
    const to = pathIn(ctx.request.input('to'))
    const fault = await faultOfProof(ctx)
    if (!fault) return ctx.response.redirect().status(303).toPath(to)
    const [action, fields] = ['/account/proof', [['to', to]]]
    return ctx.view.render('pages/account/proof', { action, fields, fault })
  }
}
