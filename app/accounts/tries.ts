import { createHmac } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { isOwnAddress, toNetwork } from '#address'
import { inTurn, isPasswordOf, isTooLong } from '#accounts/passwords'
import { toCard } from '#catalogue/cards'
import { fold } from '#catalogue/headings'
import { now } from '#clock'
import { appKey } from '#config/encryption'
import { TooManyPasswordsException } from '#exceptions/errors'
import type Member from '#models/member'
import { patiently } from '#sql/patience'
import { run } from '#sql/statement'

/** How many passwords may be wrong in the time, for an address and for a name. */
const MOST = 10
const TIME = 3 * 60_000

interface Try {
  member: Member | null
  /** By which the member was named. */
  name: string
  password: string
  /** The text that is said where they do not belong together. */
  wrong: string
}

/**
 * Tries a password of a member, or of nobody. Each that is wrong counts, in all processes; the answer
 * and its time tell nothing of whether there is such a member.
 * @returns null where the password is right; else why not, in words, and the response has its status
 */
export async function faultOfTry(ctx: HttpContext, attempt: Try) {
  try {
    return await inTurn(() => faultInTurn(ctx, attempt))
  } catch (error) {
    return sayBusy(ctx, error)
  }
}

/** Tells in words that too many passwords wait, and the response has its status. @throws any other error */
export function sayBusy({ i18n, response }: HttpContext, error: unknown) {
  if (!(error instanceof TooManyPasswordsException)) throw error
  response.status(503).header('retry-after', String(error.retryAfter))
  return i18n.t('sign_in.busy')
}

async function faultInTurn(
  { i18n, request, response }: HttpContext,
  { member, name, password, wrong }: Try
) {
  const ids = toIds(member, name, request.ip())
  const seconds = await count(ids)
  if (seconds > 0) {
    response.status(429).header('retry-after', String(seconds))
    return i18n.t('sign_in.too_many', { minutes: Math.ceil(seconds / 60) })
  }
  if (isTooLong(password) || !(await isPasswordOf(member, password))) {
    response.status(422)
    return i18n.t(wrong)
  }
  await takeBack(ids)
  return null
}

/**
 * What is counted; a copy of the database does not tell whom. As in the rate limit, the machine itself
 * is not: a proxy on it that TRUST_PROXY does not name would else keep everybody out.
 */
function toIds(member: Member | null, name: string, address = '') {
  const counted = [
    // As it was written, whether there is such a member or not: else the count would tell
    `name ${fold(toCard(name))}`,
    ...(member ? [`member ${member.id}`] : []),
    ...(isOwnAddress(address) ? [] : [`address ${toNetwork(address)}`]),
  ]
  const key = appKey.release()
  // In order, so that no two wait for each other
  return counted.map((text) => createHmac('sha256', key).update(text).digest('base64url')).sort()
}

/** @returns in how many seconds the next try may be made; 0 where this one may */
async function count(ids: string[]) {
  const client = db.connection()
  const moment = now()
  const rows = await patiently(async () => {
    await run(client, 'delete from sign_in_tries where until <= ?', [moment])
    return run<{ count: number; until: number | string }>(
      client,
      `insert into sign_in_tries (id, count, until) values ${ids.map(() => '(?, 1, ?)')}
       on conflict (id) do update set count = sign_in_tries.count + 1
       returning count, until`,
      ids.flatMap((id) => [id, moment + TIME])
    )
  })
  const ends = rows.map((row) => (row.count > MOST ? Number(row.until) : moment))
  return Math.ceil((Math.max(...ends) - moment) / 1000)
}

/** Who gives the right password has not been guessing; what others guessed still counts. */
async function takeBack(ids: string[]) {
  const which = ids.map(() => '?')
  await patiently(() =>
    run(db.connection(), `update sign_in_tries set count = count - 1 where id in (${which})`, ids)
  )
}
