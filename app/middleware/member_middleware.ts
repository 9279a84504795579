import '@adonisjs/auth/initialize_auth_middleware'
import { Bouncer } from '@adonisjs/bouncer'
import auth from '@adonisjs/auth/services/main'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { abilities } from '#accounts/abilities'
import { AtDesk } from '#desk/at_desk'
import type Member from '#models/member'

declare module '@adonisjs/core/http' {
  interface HttpContext {
    bouncer: Bouncer<Member, typeof abilities>
  }
}

/** Tells who is signed in, and what they may do. Who is not costs no question to the database. */
export default class MemberMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    await meetMember(ctx)
    return next()
  }
}

export async function meetMember(ctx: HttpContext) {
  ctx.auth = auth.createAuthenticator(ctx)
  const guard = ctx.auth.use('web')
  if (ctx.session.has(guard.sessionKeyName) && !(await guard.check())) {
    // Ended elsewhere, or by time: of the desk nothing is left in this browser
    ctx.session.forget(guard.sessionKeyName)
    new AtDesk(ctx.session).close()
  }
  ctx.bouncer = new Bouncer(() => guard.user ?? null, abilities)
  const mayLend = Boolean(guard.user) && (await ctx.bouncer.allows(abilities.lend))
  ctx.view.share({ member: guard.user, mayLend })
}
