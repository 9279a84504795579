import { hash, randomBytes } from 'node:crypto'

/** 192 bits from the system's random source, as 32 characters that a cookie can hold. */
export function newSessionId() {
  return randomBytes(24).toString('base64url')
}

export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{32}$/.test(value)
}

/** A hash, so that who reads the table, or a copy of it, cannot take over a session. */
export function keyOf(id: string) {
  return hash('sha256', id, 'base64url')
}
