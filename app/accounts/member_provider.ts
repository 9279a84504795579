import { symbols } from '@adonisjs/auth'
import type { SessionGuardUser, SessionUserProviderContract } from '@adonisjs/auth/types/session'
import { currentSignIn } from '#accounts/sign_ins'
import type Member from '#models/member'

/**
 * Gives AdonisJS's session guard its members. What the guard keeps in the session is the id of a
 * sign-in, and not of the member: so each sign-in can be seen and ended by itself, in whatever
 * database the sessions are.
 */
export class MemberProvider implements SessionUserProviderContract<Member> {
  declare [symbols.PROVIDER_REAL_USER]: Member

  /** Members sign in by signInAs() alone. */
  async createUserForGuard(member: Member): Promise<SessionGuardUser<Member>> {
    return { getId: () => member.signIn!.id, getOriginal: () => member }
  }

  async findById(id: string | number | bigint) {
    const signIn = await currentSignIn(String(id))
    if (!signIn) return null
    const { member } = signIn
    member.signIn = signIn
    return { getId: () => signIn.id, getOriginal: () => member }
  }
}
