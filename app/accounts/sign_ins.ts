import { randomBytes } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import string from '@adonisjs/core/helpers/string'
import db from '@adonisjs/lucid/services/db'
import { now } from '#clock'
import { longestSession } from '#config/session'
import Member from '#models/member'
import SignIn from '#models/sign_in'
import { isUnavailable } from '#sql/errors'
import { patiently } from '#sql/patience'
import { transaction } from '#sql/transaction'

const [MINUTE, HOUR] = [60_000, 3_600_000]

/** How long who works at the desk stays signed in: at most, and without use. */
const LIMITS = { absolute: 12 * HOUR, idle: 30 * MINUTE }

/** That a browser was seen is noted no oftener than this. */
const NOTED_EACH = MINUTE

/** For so long the password need not be told again. */
const PROOF = 10 * MINUTE

/** Has a member signed in where nobody else is: what somebody left in the browser is not for them. */
export async function signInAs(member: Member, ctx: HttpContext) {
  const guard = ctx.auth.use('web')
  if (guard.user) await signOut(ctx)
  member.signIn = await begin(member, inWords(ctx.request.header('user-agent') ?? ''))
  await guard.login(member)
}

/** Clears those whose session is long over, too. */
function begin(member: Member, agent: string) {
  const moment = now()
  return patiently(() =>
    transaction(db.connection(), async (client) => {
      const over = moment - string.milliseconds.parse(longestSession)
      await SignIn.query({ client }).where('seen', '<', over).delete()
      const signIn = await SignIn.create(
        {
          id: randomBytes(32).toString('base64url'),
          memberId: member.id,
          agent,
          began: moment,
          seen: moment,
          proved: moment,
        },
        { client }
      )
      // A new password ends what was begun with the former one, also what begins at that moment
      const present = await Member.query({ client }).where('id', member.id).forUpdate().first()
      if (present?.password !== member.password) await signIn.delete()
      return signIn
    })
  )
}

/** The sign-in of that id, with its member, where it goes on; one that is over is ended. */
export async function currentSignIn(id: string) {
  const signIn = await SignIn.query().where('id', id).preload('member').first()
  if (!signIn) return null
  const moment = now()
  const { role } = signIn.member
  const isOver =
    role !== 'none' &&
    (moment - signIn.began > LIMITS.absolute || moment - signIn.seen > LIMITS.idle)
  if (isOver) await tryTo(() => signIn.delete())
  else if (moment - signIn.seen > NOTED_EACH)
    await tryTo(() => signIn.merge({ seen: moment }).save())
  return isOver ? null : signIn
}

/** Whether the password was told a short time ago. */
export function isProved({ proved }: SignIn) {
  return now() - proved <= PROOF
}

/** Notes that the password was told just now. */
export function noteProof(signIn: SignIn) {
  return patiently(() => signIn.merge({ proved: now() }).save())
}

/** Ends one sign-in of a member, or all of them but that of the browser that asks. */
export function endSignIns(member: Member, id?: string) {
  const query = () => SignIn.query().where('memberId', member.id)
  return patiently(() =>
    id ? query().where('id', id).delete() : query().whereNot('id', member.signIn!.id).delete()
  )
}

/** Ends all that this browser has of anybody. */
export async function signOut({ auth, session }: HttpContext) {
  const id: unknown = session.get(auth.use('web').sessionKeyName)
  if (typeof id === 'string') await patiently(() => SignIn.query().where('id', id).delete())
  session.flush()
}

/** A page that is only read is shown though nothing can be written. */
async function tryTo(write: () => Promise<unknown>) {
  await write().catch((error) => {
    if (!isUnavailable(error)) throw error
  })
}

const BROWSERS = {
  Edg: 'Edge',
  OPR: 'Opera',
  Firefox: 'Firefox',
  Chrome: 'Chrome',
  Safari: 'Safari',
}
const SYSTEMS = {
  'Android': 'Android',
  'iPhone': 'iOS',
  'iPad': 'iPadOS',
  'Windows': 'Windows',
  'Mac OS X': 'macOS',
  'Linux': 'Linux',
}

/** "Firefox, Windows"; as much of it as is known. */
function inWords(agent: string) {
  const first = (names: Record<string, string>) =>
    Object.entries(names).find(([part]) => agent.includes(part))?.[1]
  return [first(BROWSERS), first(SYSTEMS)].filter(Boolean).join(', ')
}
