import { isDeepStrictEqual } from 'node:util'
import string from '@adonisjs/core/helpers/string'
import { RuntimeException } from '@adonisjs/core/exceptions'
import type { SessionConfig } from '@adonisjs/session/types'
import { now } from '#clock'

/** How a session ends, if not by default: after idle seconds, at a moment, with the browser. */
export type Expiry = number | Date | 'browser close'

export type ExpiryInput = number | string | Date | { toJSDate(): Date } | null

/** For how many seconds at a time a session lives, and whether beyond the browser. */
export interface Lifetime {
  seconds: number
  endsWithBrowser: boolean
}

export function lifetimeOf({ age, cookie }: Pick<SessionConfig, 'age' | 'cookie'>): Lifetime {
  return { seconds: string.seconds.parse(age), endsWithBrowser: cookie.maxAge === undefined }
}

/** Reads what `setExpiry` was given; undefined is the default. @throws {RuntimeException} */
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

/** When a session expires that is saved now, in milliseconds since 1970. */
export function expiresAt(expiry: Expiry | undefined, lifetime: Lifetime) {
  return expiry instanceof Date ? expiry.getTime() : now() + secondsOf(expiry, lifetime) * 1000
}

/**
 * When a stored session is to expire from now on, in milliseconds since 1970; null leaves that as
 * it is, unless another expiry was set or a quarter of its lifetime has passed.
 */
export function renewal(
  stored: { expiry: Expiry | undefined; expiresAt: number },
  expiry: Expiry | undefined,
  lifetime: Lifetime
) {
  const left = stored.expiresAt - now()
  const isDue = !(expiry instanceof Date) && left <= secondsOf(expiry, lifetime) * 750
  const stands = isDeepStrictEqual(stored.expiry, expiry) && !isDue
  return stands ? null : expiresAt(expiry, lifetime)
}

export function endsWithBrowser(expiry: Expiry | undefined, lifetime: Lifetime) {
  return expiry === undefined ? lifetime.endsWithBrowser : expiry === 'browser close'
}

function secondsOf(expiry: Expiry | undefined, lifetime: Lifetime) {
  return typeof expiry === 'number' ? expiry : lifetime.seconds
}
