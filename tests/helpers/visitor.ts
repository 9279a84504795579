import server from '@adonisjs/core/services/server'
import type { AddressInfo } from 'node:net'
import { load } from 'cheerio'
import { CookieJar } from 'tough-cookie'

export interface Page {
  status: number
  headers: Headers
  /** The body as it was sent. */
  body: string
  /** The body as a document, to be asked with CSS selectors. */
  $: ReturnType<typeof load>
  /** All text of what the selector finds, but for drawings, with white space folded. */
  text(selector?: string): string
}

/**
 * A browser of one visitor: it talks HTTP to the running server and keeps
 * cookies as browsers do. Redirects are followed unless told otherwise.
 */
export class Visitor {
  readonly cookies = new CookieJar()

  /** @param origin The server's address; that of the suite's own server where none is given. */
  constructor(readonly origin = ownOrigin()) {}

  visit(path: string, init: RequestInit = {}) {
    return this.request(path, init)
  }

  /** Sends a form as a browser does, from a page of the site unless the headers say otherwise. */
  submit(path: string, fields: Record<string, string>, init: RequestInit = {}) {
    const body = new URLSearchParams(fields)
    return this.request(path, {
      method: 'POST',
      body,
      ...init,
      headers: { origin: this.origin, ...init.headers },
    })
  }

  private async request(path: string, init: RequestInit, redirects = 0): Promise<Page> {
    const url = new URL(path, this.origin)
    const headers = new Headers(init.headers)
    const cookie = await this.cookies.getCookieString(url.href)
    if (cookie && !headers.has('cookie')) headers.set('cookie', cookie)

    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      await this.cookies.setCookie(line, url.href, { ignoreError: true })
    }

    const location = response.headers.get('location')
    if (location && response.status >= 300 && response.status < 400 && init.redirect !== 'manual') {
      if (redirects === 10) throw new Error(`${path} redirects without end`)
      await response.arrayBuffer()
      return this.request(new URL(location, url).href, {}, redirects + 1)
    }

    const body = await response.text()
    const $ = load(body)
    return {
      status: response.status,
      headers: response.headers,
      body,
      $,
      text: (selector = 'body') => {
        const found = $(selector).clone()
        found.find('svg').remove()
        return found.text().replace(/\s+/g, ' ').trim()
      },
    }
  }
}

/** Where the suite's own server answers. */
export function ownOrigin() {
  const { port } = server.getNodeServer()!.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}
