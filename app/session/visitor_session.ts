import { isDeepStrictEqual } from 'node:util'
import { RuntimeException } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import type { EmitterService } from '@adonisjs/core/types'
import { Session, ValuesStore } from '@adonisjs/session'
import type { AllowedSessionValues, SessionConfig, SessionData } from '@adonisjs/session/types'
import { now } from '#clock'
import type { Beginnings } from '#session/beginnings'
import { encodeWithin } from '#session/ceiling'
import { type Content, type Values, decode, encode, isPlainObject, toPlain } from '#session/content'
import {
  type Expiry,
  type ExpiryInput,
  type Life,
  endsWithBrowser,
  expiresAt,
  isRenewalDue,
  toExpiry,
} from '#session/expiry'
import type { Increment } from '#session/merge'
import { getAt, hasAt, setAt, toPath, unsetAt } from '#session/paths'
import { newSessionId } from '#session/session_id'
import type { SessionStore, StoredSession } from '#session/session_store'

const TEST_COOKIE = 'testCookie'

/** What the name of the cookie begins with under https, where it once had no such beginning. */
const HOST_PREFIX = '__Host-'

/**
 * What the site remembers of one browser. It has the API of AdonisJS's session
 * and more; docs/sessions.md says what is saved when, and how requests
 * at the same time are brought together.
 */
export class VisitorSession extends Session {
  /** Whether the page depends on the session. */
  wasUsed = false

  /** Counts the sessions that are begun, where somebody counts them. */
  beginnings: Beginnings | undefined

  #ctx: HttpContext
  #emitter: EmitterService
  #store: SessionStore
  #life: Life
  #id = ''
  #idFromCookie: string | undefined
  /** The cookie under its former name, where the browser still has one. */
  #formerName: string | undefined
  /** Whether that is all it has. Then the session goes on under a new id, so that who plants such a cookie gains nothing. */
  #cameByFormerName: boolean
  #expiry: Expiry | undefined
  #increments: Increment[] = []
  #isFlushed = false
  #isResting = false

  constructor(
    config: SessionConfig,
    store: SessionStore,
    life: Life,
    emitter: EmitterService,
    ctx: HttpContext
  ) {
    const formerName = formerNameIn(ctx, config)
    const cameByFormerName = !!formerName && !ctx.request.cookie(config.cookieName)
    const cookieName = cameByFormerName ? formerName : config.cookieName
    super({ ...config, cookieName }, () => store, emitter, ctx)
    this.config = config
    this.#formerName = formerName
    this.#cameByFormerName = cameByFormerName
    this.#ctx = ctx
    this.#emitter = emitter
    this.#store = store
    this.#life = life
    this.#idFromCookie = super.fresh ? undefined : super.sessionId
  }

  get sessionId() {
    return this.#id
  }

  /** Whether there was no live session under the id that the browser sent, if it sent one. */
  get fresh() {
    return this.#store.stored === null
  }

  get hasRegeneratedSession() {
    return !this.fresh && this.#id !== this.#idFromCookie
  }

  get hasBeenModified() {
    const { stored } = this.#store
    return stored ? this.#differsFrom(stored.text, this.#encode()) : !this.isEmpty
  }

  /** Whether nothing of this request will be remembered, since the database takes nothing in. */
  get isResting() {
    return this.#isResting
  }

  /** Lets the session be read, as far as it can be, and saves nothing of it. */
  rest({ isOutOfReach = false } = {}) {
    this.#isResting = true
    this.#store.isOutOfReach = isOutOfReach
  }

  async initiate(readonly: boolean) {
    if (this.initiated) return
    await super.initiate(readonly)

    const { stored } = this.#store
    this.#id = stored && !this.#cameByFormerName ? this.#idFromCookie! : newSessionId()
    this.#expiry = stored?.expiry
    this.flashMessages = new WatchedFlashMessages(
      this.flashMessages.all(),
      () => (this.wasUsed = true)
    )
    if ('view' in this.#ctx) this.#shareWithViews()
    this.wasUsed = false
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
    this.#dropIncrements(path)
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
    const earlier = this.#increments.find((one) => isDeepStrictEqual(one.path, path))
    const increment =
      earlier && earlier.after === before
        ? { ...earlier, by: earlier.by + steps, after }
        : { path, before, by: steps, after }
    this.#set(path, after)
    this.#increments.push(increment)
  }

  decrement(key: string, steps = 1) {
    this.increment(key, -steps)
  }

  clear() {
    this.wasUsed = true
    this.#increments = []
    super.clear()
  }

  /** Forgets everything, in this session and at once, and gives what is put afterwards a new id. */
  flush() {
    this.clear()
    this.#expiry = undefined
    this.#isFlushed = true
    this.#id = newSessionId()
  }

  regenerate() {
    this.wasUsed = true
    this.#id = newSessionId()
  }

  /**
   * Sets when this session ends: after so many seconds of inactivity or a span
   * such as "30 minutes", at a moment, with the browser (0), or by default (null).
   */
  setExpiry(expiry: ExpiryInput) {
    this.wasUsed = true
    this.#expiry = toExpiry(expiry)
  }

  /** In how many seconds the session expires, if the visitor does not come back before. */
  expiryAge() {
    return Math.max(0, Math.round((this.expiryDate().getTime() - now()) / 1000))
  }

  expiryDate() {
    this.wasUsed = true
    const moment = now()
    return new Date(this.#renewedExpiry(moment) ?? this.#store.stored?.expiresAt ?? moment)
  }

  expiresAtBrowserClose() {
    this.wasUsed = true
    return endsWithBrowser(this.#expiry, this.#life)
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

  /** Saves what changed, renews the expiry where that is due, and sets the cookie where it has to be. */
  async commit() {
    if (!this.initiated || this.readonly || this.#isResting) return
    if (this.#formerName) this.#ctx.response.clearCookie(this.#formerName, this.config.cookie)
    if (this.#hasJustMoved()) return
    this.#keepFlashMessages()

    const { stored } = this.#store
    if (!stored || this.#isFlushed || this.#hasExpired()) {
      await this.#commitAnew()
    } else {
      await this.#commitStored(stored)
    }
    this.#emitter.emit('session:committed', { session: this })
  }

  /**
   * Whether a page was asked for by the former cookie at the same moment as another, with which
   * the session went on: one begun here would take its place in the browser.
   */
  #hasJustMoved() {
    return this.#cameByFormerName && this.fresh && this.#isRead
  }

  /** Whether a page was asked for, and not a form sent. */
  get #isRead() {
    return this.#ctx.request.method() === 'GET'
  }

  /** There is no session to go on with: what is remembered becomes a new one. */
  async #commitAnew() {
    const known = this.#store.stored ? this.#idFromCookie : undefined

    if (!this.isEmpty && !this.#hasExpired()) {
      const text = this.#encodeWithin(this.#content)
      if (!known) await this.beginnings?.count(this.#ctx.request)
      const expires = expiresAt(this.#expiry, this.#life, now())
      if (known) await this.#store.replace(this.#id, text, expires)
      else await this.#store.create(this.#id, text, expires)
      this.#setCookie(expires)
    } else {
      if (known) await this.#store.destroy(known)
      if (known || (this.#isFlushed && this.#idFromCookie)) {
        this.#ctx.response.clearCookie(this.config.cookieName, this.config.cookie)
      }
    }
  }

  async #commitStored({ text: storedText, hasReturned, expiresAt: former }: StoredSession) {
    const moment = now()
    const text = this.#encode()
    const renewed = this.#renewedExpiry(moment)

    if (!this.hasRegeneratedSession && !this.#differsFrom(storedText, text)) {
      if (renewed === null && hasReturned) {
        if (!this.#isRead) await this.#store.confirm()
        return
      }
      const isThere = await this.#store.renew(renewed ?? former)
      if (renewed !== null && isThere) this.#setCookie(renewed)
      return
    }

    const isRegenerated = this.hasRegeneratedSession
    const begin = () => {
      if (!isRegenerated) this.#id = newSessionId()
      return { id: this.#id, expiresAt: expiresAt(this.#expiry, this.#life, moment) }
    }
    const outcome = await this.#store.save({
      text: this.#encodeWithin(this.#content, text),
      isEmpty: this.isEmpty,
      expiry: this.#expiry,
      increments: this.#increments,
      wholes: this.config.wholes,
      expiresAt: renewed,
      encode: (content) => this.#encodeWithin(content),
      newId: isRegenerated ? this.#id : undefined,
      begin,
    })
    if (outcome === 'begun') this.#setCookie(this.#store.stored!.expiresAt)
    if (outcome !== 'kept') return

    const { expiry, expiresAt: expires } = this.#store.stored!
    if (renewed !== null || isRegenerated) this.#setCookie(expires, expiry)
    if (isRegenerated) {
      this.#emitter.emit('session:migrated', {
        fromSessionId: this.#idFromCookie!,
        toSessionId: this.#id,
        session: this,
      })
    }
  }

  #setCookie(expires: number, expiry = this.#expiry) {
    this.wasUsed = true
    const lasts = !endsWithBrowser(expiry, this.#life)
    this.#ctx.response.cookie(this.config.cookieName, this.#id, {
      ...this.config.cookie,
      maxAge: lasts ? Math.ceil((expires - now()) / 1000) : undefined,
    })
  }

  /** The new expiry in milliseconds since 1970, or null where that of the stored session stands. */
  #renewedExpiry(moment: number) {
    const { stored } = this.#store
    const stands =
      stored &&
      !this.#isFlushed &&
      isDeepStrictEqual(stored.expiry, this.#expiry) &&
      !isRenewalDue(this.#expiry, this.#life, stored.expiresAt, moment)
    return stands ? null : expiresAt(this.#expiry, this.#life, moment)
  }

  #hasExpired() {
    return this.#expiry instanceof Date && this.#expiry.getTime() <= now()
  }

  get #content(): Content {
    return { values: super.all(), expiry: this.#expiry }
  }

  #encode() {
    return encode(this.#content)
  }

  #encodeWithin(content: Content, text?: string) {
    return encodeWithin(this.config.ceiling, content, text)
  }

  #differsFrom(storedText: string, text: string) {
    return storedText !== text && !isDeepStrictEqual(decode(storedText), decode(text))
  }

  get #values(): Values {
    this.wasUsed = true
    return super.all()
  }

  #set(path: string[], value: unknown) {
    this.#dropIncrements(path)
    setAt(this.#values, path, value)
  }

  #mergeInto(path: string[], values: Values) {
    for (const [name, value] of Object.entries(values)) {
      const at = [...path, name]
      if (isPlainObject(value) && isPlainObject(getAt(super.all(), at))) {
        this.#mergeInto(at, value)
      } else if (value !== undefined) {
        this.#set(at, value)
      }
    }
  }

  /** A value that is set at, above or below a sum is no sum any more. */
  #dropIncrements(path: string[]) {
    this.#increments = this.#increments.filter((increment) => {
      const shared = Math.min(path.length, increment.path.length)
      return path.slice(0, shared).some((segment, depth) => segment !== increment.path[depth])
    })
  }

  #keepFlashMessages() {
    if (this.responseFlashMessages.isEmpty) return
    const { input, reflashed, ...others } = this.responseFlashMessages.all()
    this.put(this.flashKey, { ...reflashed, ...input, ...others })
  }

  #shareWithViews() {
    this.#ctx.view.share({
      session: {
        get: this.get.bind(this),
        has: this.has.bind(this),
        all: this.all.bind(this),
      },
      flashMessages: this.flashMessages,
    })
  }
}

function formerNameIn({ request }: HttpContext, { cookieName }: SessionConfig) {
  if (!cookieName.startsWith(HOST_PREFIX)) return undefined
  const name = cookieName.slice(HOST_PREFIX.length)
  return request.cookie(name) ? name : undefined
}

/** Flash messages, which tell when somebody asks for them. */
class WatchedFlashMessages extends ValuesStore {
  #onUse: () => void

  constructor(values: SessionData, onUse: () => void) {
    super(values)
    this.#onUse = onUse
  }

  get(key: string | string[], defaultValue?: unknown) {
    this.#onUse()
    return super.get(key, defaultValue)
  }

  all() {
    this.#onUse()
    return super.all()
  }
}
