import type { HttpContext } from '@adonisjs/core/http'
import type { SessionConfig } from '@adonisjs/session/types'
import { now } from '#clock'

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
