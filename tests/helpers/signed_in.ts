import hash from '@adonisjs/core/services/hash'
import Member, { type Role } from '#models/member'
import { Visitor } from '#tests/helpers/visitor'

/** What all members of the tests sign in with. */
export const PASSWORD = 'correct horse battery staple'

/** Worked out once: it takes a third of a second. */
let kept: Promise<string> | undefined

/** A member who has a password. */
export async function addMember(name: string, facts: Partial<Member> = {}) {
  kept ??= hash.make(PASSWORD)
  const member = await Member.add({ name, ...facts } as Parameters<typeof Member.add>[0])
  return member.merge({ password: await kept }).save()
}

/** A browser in which somebody who has the role is signed in. */
export async function signedIn(role: Role, origin?: string) {
  const member = await addMember(`The ${role}`, { role })
  const visitor = new Visitor(origin)
  const page = await visitor.submit('/sign-in', { name: member.card, password: PASSWORD })
  if (page.status !== 200) throw new Error(`The ${role} could not sign in: ${page.status}`)
  return { member, visitor }
}

/** Who is signed in there, as its pages show it; '' for nobody. */
export async function nameIn(visitor: Visitor) {
  const page = await visitor.visit('/books')
  return page.text('.signed-in a[href="/account"] span:last-child')
}
