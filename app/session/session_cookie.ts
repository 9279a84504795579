import encryption from '@adonisjs/core/services/encryption'
import type { HttpContext } from '@adonisjs/core/http'
import type { SessionConfig } from '@adonisjs/session/types'
import { now } from '#clock'
import { previousKey } from '#config/encryption'

export class SessionCookie {
  /** What the browser sent, where that was signed by this site. */
  readonly value: unknown
  /** Whether there is only one under the former name, which others of the domain can plant. */
  readonly isFormer: boolean

  /** The name that it had before it was bound to this host. */
  #formerName: string
  #former: unknown

  constructor(
    private readonly config: SessionConfig,
    private readonly ctx: HttpContext
  ) {
    this.#formerName = config.cookieName.replace('__Host-', '')
    const own = ctx.request.cookie(config.cookieName)
    this.#former = this.#formerName !== config.cookieName && ctx.request.cookie(this.#formerName)
    this.value = own || this.#former
    this.isFormer = !own && !!this.#former
  }

  /** Whether the secret before the present one signed it. */
  get isOfPreviousKey() {
    const { cookieName } = this.config
    if (!previousKey || typeof this.value !== 'string' || this.isFormer) return false
    const sent = this.ctx.request.plainCookie(cookieName, { encoded: false })
    const verifier = encryption.getMessageVerifier()
    return sent !== `s:${verifier.sign(this.value, undefined, cookieName)}`
  }

  /** @param lasts Whether the browser keeps it when it ends */
  set(id: string, { expiresAt, lasts }: { expiresAt: number; lasts: boolean }) {
    const { cookieName, cookie } = this.config
    const maxAge = lasts ? Math.ceil((expiresAt - now()) / 1000) : undefined
    this.ctx.response.cookie(cookieName, id, { ...cookie, maxAge })
  }

  clear(name = this.config.cookieName) {
    this.ctx.response.clearCookie(name, this.config.cookie)
  }

  clearFormer() {
    if (this.#former) this.clear(this.#formerName)
  }
}
