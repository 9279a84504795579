import type { Session } from '@adonisjs/session'
import { readId } from '#search/list_parameters'
import { isPlainObject } from '#session/content'

/** What the session keeps may be an older program's, in another form: then it is as not there. */

export function entriesOf<T>(
  session: Session,
  key: string,
  isOne: (value: unknown) => value is T
): [string, T][] {
  const kept: unknown = session.get(key)
  if (typeof kept !== 'object' || kept === null) return []
  return Object.entries(kept).filter((entry): entry is [string, T] => isOne(entry[1]))
}

/** The entries whose name is the id of a book. */
export function booksOf<T>(session: Session, key: string, isOne: (value: unknown) => value is T) {
  return entriesOf(session, key, isOne)
    .map(([id, entry]) => [readId(id) ?? 0, entry] as const)
    .filter(([id]) => id !== 0)
}

export function isRecord<T>(
  value: unknown,
  fields: { [name in keyof T]: (field: unknown) => boolean }
): value is T {
  if (!isPlainObject(value)) return false
  return Object.entries<(field: unknown) => boolean>(fields).every(([name, isRight]) =>
    isRight(value[name])
  )
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** Whether it is a number of milliseconds since 1970 that a date can have. */
export function isMoment(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime())
}

export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 1e9
}
