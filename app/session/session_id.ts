import { hash, randomBytes } from 'node:crypto'

const FORM = /^[\w-]{32}$/

/** A new id: 192 bits from the system's random source, as 32 characters that a cookie can hold. */
export function newSessionId() {
  return randomBytes(24).toString('base64url')
}

/** Whether the value, which comes from a cookie, has the form of our ids. */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && FORM.test(value)
}

/**
 * Under which key the session of an id is stored. It is a hash, so that who
 * reads the table, or a copy of it, cannot take over a session.
 */
export function keyOf(id: string) {
  return hash('sha256', id, 'base64url')
}
