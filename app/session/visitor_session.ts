import type { HttpContext } from '@adonisjs/core/http'
import type { EmitterService } from '@adonisjs/core/types'
import type { SessionData } from '@adonisjs/session/types'
import { now } from '#clock'
import type { Beginnings } from '#session/beginnings'
import { decode, encode, isSame } from '#session/content'
import {
  type Expiry,
  type ExpiryInput,
  endsWithBrowser,
  expiresAt,
  renewal,
  toExpiry,
} from '#session/expiry'
import { save } from '#session/saving'
import type { SessionCookie } from '#session/session_cookie'
import { newSessionId } from '#session/session_id'
import type { SessionStore, Snapshot } from '#session/session_store'
import { SessionValues } from '#session/session_values'

interface Found {
  stored: Snapshot | null
  cookie: SessionCookie
  /** Whether nothing of this request is to be remembered. */
  isResting: boolean
}

/** AdonisJS's session and more; docs/sessions.md says what is saved when, and how it is merged. */
export class VisitorSession extends SessionValues {
  readonly isResting: boolean

  #stored: Snapshot | null
  #cookie: SessionCookie
  #id: string
  #expiry: Expiry | undefined
  #isFlushed = false

  constructor(
    private readonly store: SessionStore,
    private readonly emitter: EmitterService,
    private readonly ctx: HttpContext,
    { stored, cookie, isResting }: Found
  ) {
    super(stored?.values, store.config, emitter, ctx)
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

  get #content() {
    return { values: this.unwatched, expiry: this.#expiry }
  }

  async initiate(readonly: boolean) {
    await super.initiate(readonly)
    if ('view' in this.ctx) this.ctx.view.share({ session: this })
    this.wasUsed = !this.flashMessages.isEmpty
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

  /** After seconds or "30 minutes" idle, at a moment, with the browser (0) or by default (null). */
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
    const { lifetime } = this.store
    const kept = this.#isFlushed ? null : this.#stored
    const renewed = kept && renewal(kept, this.#expiry, lifetime)
    return new Date(renewed ?? kept?.expiresAt ?? expiresAt(this.#expiry, lifetime))
  }

  expiresAtBrowserClose() {
    this.wasUsed = true
    return endsWithBrowser(this.#expiry, this.store.lifetime)
  }

  /** Has what was read once more: what could not be saved is not shown as if it had been. */
  takeBack() {
    this.clear()
    if (this.#stored) this.merge(decode(this.#stored.text).values as SessionData)
  }

  /** Saves what changed, and sets the cookie where it has to be. Counts a session that is begun. */
  async commit(beginnings?: Beginnings) {
    if (this.isResting) return
    this.#cookie.clearFormer()
    if (this.#hasJustMoved) return
    this.#keepFlashMessages()
    if (this.fresh && !this.isEmpty) await beginnings?.count(this.ctx.request)

    const saved = await save(this.store, this.#stored, {
      id: this.#id,
      content: this.#content,
      increments: this.increments.all,
      isFlushed: this.#isFlushed,
    })
    if (saved === 'removed') {
      if (this.#cookie.value) this.#cookie.clear()
    } else if (saved) {
      this.#id = saved.id
      this.#setCookie(saved)
    } else if (this.#stored && this.#cookie.isOfPreviousKey) {
      this.#setCookie(this.#stored)
    }
    this.emitter.emit('session:committed', { session: this })
  }

  #setCookie({ expiry, expiresAt: end }: { expiry: Expiry | undefined; expiresAt: number }) {
    this.wasUsed = true
    const lasts = !endsWithBrowser(expiry, this.store.lifetime)
    this.#cookie.set(this.#id, { expiresAt: end, lasts })
  }

  /**
   * A page was asked for by the former cookie at the same moment as another, with which the session
   * went on: one begun here would take its place in the browser.
   */
  get #hasJustMoved() {
    return this.#cookie.isFormer && this.fresh && this.ctx.request.method() === 'GET'
  }

  #keepFlashMessages() {
    if (this.responseFlashMessages.isEmpty) return
    const { input, reflashed, ...others } = this.responseFlashMessages.all()
    this.put(this.flashKey, { ...reflashed, ...input, ...others })
  }
}
