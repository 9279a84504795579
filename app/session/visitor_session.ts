import { RuntimeException } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import type { EmitterService } from '@adonisjs/core/types'
import { Session } from '@adonisjs/session'
import type {
  AllowedSessionValues,
  SessionData,
  SessionStoreContract,
} from '@adonisjs/session/types'
import { now } from '#clock'
import type { Beginnings } from '#session/beginnings'
import { type Content, type Values, encode, isPlainObject, isSame, toPlain } from '#session/content'
import {
  type Expiry,
  type ExpiryInput,
  endsWithBrowser,
  expiresAt,
  renewal,
  toExpiry,
} from '#session/expiry'
import { Increments } from '#session/increments'
import { getAt, hasAt, setAt, toPath, unsetAt } from '#session/paths'
import { save } from '#session/saving'
import type { SessionCookie } from '#session/session_cookie'
import { newSessionId } from '#session/session_id'
import type { SessionStore, Snapshot } from '#session/session_store'
import { WatchedFlashMessages } from '#session/watched_flash_messages'

const TEST_COOKIE = 'testCookie'

interface Found {
  /** The session as it was read; null where there was none. */
  stored: Snapshot | null
  cookie: SessionCookie
  /** Whether nothing of this request is to be remembered. */
  isResting: boolean
}

/**
 * What the site remembers of one browser. It has the API of AdonisJS's session
 * and more; docs/sessions.md says what is saved when, and how requests
 * at the same time are brought together.
 */
export class VisitorSession extends Session {
  /** Whether the page depends on the session. */
  wasUsed = false
  readonly isResting: boolean

  #ctx: HttpContext
  #emitter: EmitterService
  #store: SessionStore
  #stored: Snapshot | null
  #cookie: SessionCookie
  #id: string
  #expiry: Expiry | undefined
  #increments = new Increments()
  #isFlushed = false

  constructor(
    store: SessionStore,
    emitter: EmitterService,
    ctx: HttpContext,
    { stored, cookie, isResting }: Found
  ) {
    super(store.config, () => new AlreadyRead(stored), emitter, ctx)
    this.#store = store
    this.#emitter = emitter
    this.#ctx = ctx
    this.#stored = stored
    this.#cookie = cookie
    this.isResting = isResting
    // Who plants a cookie under the former name is to gain nothing by it
    this.#id = stored && !cookie.isFormer ? stored.id : newSessionId()
    this.#expiry = stored?.expiry
  }

  get sessionId() {
    return this.#id
  }

  /** Whether there was no live session under the id that the browser sent, if it sent one. */
  get fresh() {
    return this.#stored === null
  }

  /** When the session began; null where it does so with this request. */
  get began() {
    return this.#stored && new Date(this.#stored.createdAt)
  }

  get hasRegeneratedSession() {
    return this.#stored !== null && this.#id !== this.#stored.id
  }

  get hasBeenModified() {
    return this.#stored ? !isSame(this.#stored.text, encode(this.#content)) : !this.isEmpty
  }

  async initiate(readonly: boolean) {
    if (this.initiated) return
    await super.initiate(readonly)

    this.flashMessages = new WatchedFlashMessages(this.flashMessages.all(), this)
    if ('view' in this.#ctx) {
      this.#ctx.view.share({ session: this, flashMessages: this.flashMessages })
    }
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
    this.#increments.drop(path)
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
    this.#increments.add(path, before, steps)
    setAt(this.#values, path, after)
  }

  decrement(key: string, steps = 1) {
    this.increment(key, -steps)
  }

  clear() {
    this.wasUsed = true
    this.#increments = new Increments()
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
    const { lifetime } = this.#store
    const kept = this.#isFlushed ? null : this.#stored
    const renewed = kept && renewal(kept, this.#expiry, lifetime)
    return new Date(renewed ?? kept?.expiresAt ?? expiresAt(this.#expiry, lifetime))
  }

  expiresAtBrowserClose() {
    this.wasUsed = true
    return endsWithBrowser(this.#expiry, this.#store.lifetime)
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

  /**
   * Saves what changed, renews the expiry where that is due, and sets the cookie where it has to be.
   *
   * @param beginnings Counts a session that is begun
   */
  async commit(beginnings?: Beginnings) {
    if (!this.initiated || this.readonly || this.isResting) return
    this.#cookie.clearFormer()
    if (this.#hasJustMoved) return
    this.#keepFlashMessages()
    if (this.fresh && !this.isEmpty) await beginnings?.count(this.#ctx.request)

    const saved = await save(this.#store, this.#stored, {
      id: this.#id,
      content: this.#content,
      increments: this.#increments.all,
      isFlushed: this.#isFlushed,
    })
    if (saved === 'removed') {
      if (this.#cookie.value) this.#cookie.clear()
    } else if (saved) {
      this.wasUsed = true
      this.#id = saved.id
      const lasts = !endsWithBrowser(saved.expiry, this.#store.lifetime)
      this.#cookie.set(saved.id, { expiresAt: saved.expiresAt, lasts })
    }
    this.#emitter.emit('session:committed', { session: this })
  }

  /**
   * Whether a page was asked for by the former cookie at the same moment as another, with which
   * the session went on: one begun here would take its place in the browser.
   */
  get #hasJustMoved() {
    return this.#cookie.isFormer && this.fresh && this.#ctx.request.method() === 'GET'
  }

  get #content(): Content {
    return { values: super.all(), expiry: this.#expiry }
  }

  get #values(): Values {
    this.wasUsed = true
    return super.all()
  }

  #set(path: string[], value: unknown) {
    this.#increments.drop(path)
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

  #keepFlashMessages() {
    if (this.responseFlashMessages.isEmpty) return
    const { input, reflashed, ...others } = this.responseFlashMessages.all()
    this.put(this.flashKey, { ...reflashed, ...input, ...others })
  }
}

/** Of a store, AdonisJS's session is left to read alone, and that was done. */
class AlreadyRead implements SessionStoreContract {
  constructor(readonly stored: Snapshot | null) {}

  read() {
    return this.stored && (this.stored.values as SessionData)
  }

  write() {}
  touch() {}
  destroy() {}
}
