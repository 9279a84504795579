import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { type Ability, abilities } from '#accounts/abilities'
import { NotAllowedException } from '#exceptions/errors'

/** Lets on whoever may do that; who is not signed in is asked to, and comes back. */
export default class MayMiddleware {
  async handle(ctx: HttpContext, next: NextFn, { ability }: { ability: Ability }) {
    const { auth, bouncer, request, response } = ctx
    if (!auth.use('web').user) {
      // A form has no page of its own, but one on the way to it
      const to =
        request.method() === 'GET' ? request.url(true) : request.url().match(/^\/[^/]*/)![0]
      return response.redirect().withQs({ to }).toPath('/sign-in')
    }
    if (await bouncer.denies(abilities[ability])) throw new NotAllowedException()
    return next()
  }
}
