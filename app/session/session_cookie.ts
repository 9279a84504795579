import type { HttpContext } from '@adonisjs/core/http'
import type { SessionConfig } from '@adonisjs/session/types'
import { now } from '#clock'

/** What the name of the cookie begins with under https, where it once had no such beginning. */
const HOST_PREFIX = '__Host-'

/** The cookie with the session's id, in one request and its response. */
export class SessionCookie {
  /** What the browser sent, where that was signed by this site. */
  readonly value: unknown
  /** Whether the browser has a cookie under the former name alone, which others of the domain can plant. */
  readonly isFormer: boolean

  #config: SessionConfig
  #ctx: HttpContext
  #formerName: string | undefined

  constructor(config: SessionConfig, ctx: HttpContext) {
    this.#config = config
    this.#ctx = ctx
    const own = ctx.request.cookie(config.cookieName)
    const former = this.#readFormer()
    this.value = own || former
    this.isFormer = !own && !!former
  }

  /** @param lasts Whether the browser keeps it when it ends */
  set(id: string, { expiresAt, lasts }: { expiresAt: number; lasts: boolean }) {
    const { cookieName, cookie } = this.#config
    const maxAge = lasts ? Math.ceil((expiresAt - now()) / 1000) : undefined
    this.#ctx.response.cookie(cookieName, id, { ...cookie, maxAge })
  }

  clear() {
    this.#ctx.response.clearCookie(this.#config.cookieName, this.#config.cookie)
  }

  clearFormer() {
    if (this.#formerName) this.#ctx.response.clearCookie(this.#formerName, this.#config.cookie)
  }

  #readFormer() {
    const { cookieName } = this.#config
    if (!cookieName.startsWith(HOST_PREFIX)) return undefined
    const name = cookieName.slice(HOST_PREFIX.length)
    const value = this.#ctx.request.cookie(name)
    if (value) this.#formerName = name
    return value
  }
}
