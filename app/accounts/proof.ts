import type { HttpContext } from '@adonisjs/core/http'
import { textOf } from '#accounts/fields'
import { noteProof } from '#accounts/sign_ins'
import { faultOfTry } from '#accounts/tries'

/** The field of the password that is asked for anew. */
export const PROOF = 'proof'

/** Has whoever is signed in prove it by the password that a form brings. @returns why not, in words */
export async function faultOfProof(ctx: HttpContext) {
  const member = ctx.auth.use('web').getUserOrFail()
  const password = textOf(ctx.request.body()[PROOF])
  const wrong = 'sign_in.not_yours'
  const fault = await faultOfTry(ctx, { member, name: member.card, password, wrong })
  if (!fault) await noteProof(member.signIn!)
  return fault
}
