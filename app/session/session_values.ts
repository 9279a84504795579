import { RuntimeException } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import type { EmitterService } from '@adonisjs/core/types'
import { Session } from '@adonisjs/session'
import type {
  AllowedSessionValues,
  SessionConfig,
  SessionData,
  SessionStoreContract,
} from '@adonisjs/session/types'
import { type Values, isPlainObject, toPlain } from '#session/content'
import { Increments } from '#session/increments'
import { getAt, hasAt, setAt, toPath, unsetAt } from '#session/paths'

const TEST_COOKIE = 'testCookie'

export class SessionValues extends Session {
  /** Whether the page depends on the session. */
  wasUsed = false
  protected increments = new Increments()

  constructor(
    values: Values | undefined,
    config: SessionConfig,
    emitter: EmitterService,
    ctx: HttpContext
  ) {
    super(config, () => alreadyRead(values), emitter, ctx)
  }

  get(key: string, defaultValue?: unknown) {
    const value = getAt(this.#values, toPath(key))
    return value ?? defaultValue ?? value
  }

  /** Whether there is a value under the key, be it 0, false, null or empty. */
  has(key: string) {
    return hasAt(this.#values, toPath(key))
  }

  all() {
    return this.#values
  }

  keys() {
    return Object.keys(this.#values)
  }

  put(key: string, value: AllowedSessionValues) {
    toPlain(value, key)
    this.#set(toPath(key), value)
  }

  /** The value under the key, which becomes the given one where there is none. */
  setDefault<T extends AllowedSessionValues>(key: string, value: T): T {
    if (!this.has(key)) this.put(key, value)
    return this.get(key) as T
  }

  /** Puts all the values; objects are merged into those that are there, all else replaces them. */
  merge(values: SessionData) {
    toPlain(values)
    this.#mergeInto([], values)
  }

  forget(key: string) {
    const path = toPath(key)
    this.increments.drop(path)
    unsetAt(this.#values, path)
  }

  pull(key: string, defaultValue?: unknown) {
    const value = this.get(key, defaultValue)
    this.forget(key)
    return value
  }

  increment(key: string, steps = 1) {
    const path = toPath(key)
    const before = getAt(this.#values, path) ?? undefined
    if (before !== undefined && typeof before !== 'number') {
      throw new RuntimeException(`Cannot increment "${key}". Existing value is not a number`)
    }
    const after = (before ?? 0) + steps
    toPlain(after, key)
    this.increments.add(path, before, steps)
    setAt(this.#values, path, after)
  }

  decrement(key: string, steps = 1) {
    this.increment(key, -steps)
  }

  clear() {
    this.wasUsed = true
    this.increments = new Increments()
    super.clear()
  }

  /** Leaves a mark that is there at the next request only if the browser keeps cookies. */
  setTestCookie() {
    this.put(TEST_COOKIE, true)
  }

  testCookieWorked() {
    return this.has(TEST_COOKIE)
  }

  deleteTestCookie() {
    this.forget(TEST_COOKIE)
  }

  /** For who saves them, on which no page depends. */
  protected get unwatched(): Values {
    return super.all()
  }

  get #values(): Values {
    this.wasUsed = true
    return super.all()
  }

  #set(path: string[], value: unknown) {
    this.increments.drop(path)
    setAt(this.#values, path, value)
  }

  #mergeInto(path: string[], values: Values) {
    for (const [name, value] of Object.entries(values)) {
      const at = [...path, name]
      if (isPlainObject(value) && isPlainObject(getAt(this.unwatched, at))) {
        this.#mergeInto(at, value)
      } else if (value !== undefined) {
        this.#set(at, value)
      }
    }
  }
}

/** AdonisJS's session only reads, and keeps its store, so this must not close over the request. */
function alreadyRead(values: Values = {}): SessionStoreContract {
  const nothing = () => {}
  return { read: () => values as SessionData, write: nothing, touch: nothing, destroy: nothing }
}
