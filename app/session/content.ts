import { isDeepStrictEqual } from 'node:util'
import { Exception } from '@adonisjs/core/exceptions'
import { type Expiry, isExpiry } from '#session/expiry'

export type Values = Record<string, unknown>

/** What a row holds: the visitor's values, and their expiry where it is not the default. */
export interface Content {
  values: Values
  expiry?: Expiry
}

/** The content as JSON text. Dates become `{"$date": "..."}`, to come back as dates. */
export function encode({ values, expiry }: Content) {
  return JSON.stringify({
    values: toPlain(values),
    ...(expiry !== undefined && { expiry: toPlain(expiry) }),
  })
}

/** The values and expiry in the text. @throws {SyntaxError} where the text is damaged */
export function decode(text: string): Content {
  const content = JSON.parse(text, text.includes('"$date"') ? reviveDate : undefined)
  if (!isPlainObject(content) || !isPlainObject(content.values) || !isExpiry(content.expiry)) {
    throw new SyntaxError('The text is not that of a session')
  }
  return content as unknown as Content
}

/** Whether two texts hold the same, in whatever order. */
export function isSame(one: string, other: string) {
  return one === other || isDeepStrictEqual(decode(one), decode(other))
}

/** In terms of JSON. @throws {Exception} with the path of what would not come back as it went in */
export function toPlain(value: unknown, key = '', parents: unknown[] = []): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : refuse(key, `${value} is not a number of JSON`)
  }
  if (typeof value !== 'object') refuse(key, `${typeof value} values have no form in JSON`)
  if (parents.includes(value)) refuse(key, 'it contains itself')
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) refuse(key, 'the date is invalid')
    return { $date: value.toISOString() }
  }

  const path = [...parents, value]
  if (Array.isArray(value)) {
    return Array.from(value, (item, index) => toPlain(item, `${key}.${index}`, path))
  }
  if (!isPlainObject(value)) {
    refuse(key, `an instance of ${value.constructor.name} would come back as a plain object`)
  }
  const plain: Values = {}
  for (const [name, item] of Object.entries(value)) {
    const itemKey = key ? `${key}.${name}` : name
    if (name === '$date') refuse(itemKey, 'the name marks a date')
    if (name !== '__proto__' && item !== undefined) plain[name] = toPlain(item, itemKey, path)
  }
  return plain
}

function refuse(key: string, what: string): never {
  const message = `The session cannot keep "${key}": ${what}`
  throw new Exception(message, { code: 'E_UNSTORABLE_SESSION_VALUE' })
}

export function isPlainObject(value: unknown): value is Values {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function reviveDate(_: string, value: unknown) {
  if (!isPlainObject(value) || typeof value.$date !== 'string') return value
  const date = new Date(value.$date)
  if (Number.isNaN(date.getTime())) throw new SyntaxError(`"${value.$date}" is not a date`)
  return date
}
