import string from '@adonisjs/core/helpers/string'
import { RuntimeException } from '@adonisjs/core/exceptions'
import type { SessionConfig } from '@adonisjs/session/types'

/** How a session ends, where that is not the default: after seconds of inactivity, at a moment, with the browser. */
export type Expiry = number | Date | 'browser close'

/** What `setExpiry` takes. */
export type ExpiryInput = number | string | Date | { toJSDate(): Date } | null

/** How a session lives on: for how many seconds at a time, and whether beyond the browser. */
export interface Life {
  seconds: number
  endsWithBrowser: boolean
}

/** How sessions live where nothing else was set for one of them. */
export function lifeOf({ age, cookie }: Pick<SessionConfig, 'age' | 'cookie'>): Life {
  return { seconds: string.seconds.parse(age), endsWithBrowser: cookie.maxAge === undefined }
}

/**
 * Reads what `setExpiry` was given; undefined stands for the default.
 *
 * @throws {RuntimeException} for what is neither a span of time nor a moment
 */
export function toExpiry(input: ExpiryInput): Expiry | undefined {
  if (input === null) return undefined

  const value = typeof input === 'string' ? string.seconds.parse(input) : input
  const expiry = typeof value === 'object' && 'toJSDate' in value ? value.toJSDate() : value
  if (!isExpiry(expiry)) {
    throw new RuntimeException(`The session cannot expire at or after "${input}"`)
  }
  return expiry === 0 ? 'browser close' : expiry
}

export function isExpiry(value: unknown): value is Expiry | undefined {
  if (value instanceof Date) return !Number.isNaN(value.getTime())
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0
  return value === undefined || value === 'browser close'
}

/** When a session expires that is saved at the given moment; both in milliseconds since 1970. */
export function expiresAt(expiry: Expiry | undefined, life: Life, moment: number) {
  return expiry instanceof Date ? expiry.getTime() : moment + secondsOf(expiry, life) * 1000
}

/** Whether a quarter of the session's life has passed since its expiry was last set. */
export function isRenewalDue(
  expiry: Expiry | undefined,
  life: Life,
  expires: number,
  moment: number
) {
  return !(expiry instanceof Date) && expires - moment <= secondsOf(expiry, life) * 750
}

export function endsWithBrowser(expiry: Expiry | undefined, life: Life) {
  return expiry === undefined ? life.endsWithBrowser : expiry === 'browser close'
}

function secondsOf(expiry: Expiry | undefined, life: Life) {
  return typeof expiry === 'number' ? expiry : life.seconds
}
