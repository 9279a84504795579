import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Settings } from '#tests/helpers/site_process'
import { ace, Reader } from './site.js'

const PASSWORD = 'correct horse battery staple'

/** A librarian at a desk, whose scans wait and are sent again while nobody answers, as the page does it. */
export class Librarian {
  readonly #reader = new Reader('')

  constructor(
    readonly name: string,
    private readonly settings: Settings,
    /** Where the site answers now. */
    private readonly origin: () => string
  ) {}

  /** Makes the member that this is, with a role and a password. */
  join() {
    ace(['members:add', this.name, `--card=${this.name}`], this.settings)
    ace(['members:role', this.name, 'helper'], this.settings)
    ace(['members:password', this.name, '--stdin'], this.settings, PASSWORD)
  }

  signIn() {
    return this.#send('/sign-in', { name: this.name, password: PASSWORD })
  }

  /** Lends a copy to whoever has the card. */
  async lend(card: string, code: string) {
    const opened = await this.#send('/desk', { typed: card, at: '' })
    const at = opened.match(/name="at" value="(\d+)"/)?.[1] ?? ''
    return this.#send('/desk', { typed: code, at })
  }

  async takeBack(code: string) {
    await this.#send('/desk/member?_method=DELETE', {})
    return this.#send('/desk', { typed: code, at: '' })
  }

  /** Until it is answered; each time with the same id of the scan. */
  async #send(path: string, fields: Record<string, string>) {
    const body = new URLSearchParams({ ...fields, scan: randomUUID() })
    for (;;) {
      this.#reader.origin = this.origin()
      try {
        const { status, body: page } = await this.#reader.visit(path, { method: 'POST', body })
        if (status < 400) return page
      } catch {
        // killed, or not there yet
      }
      await setTimeout(50)
    }
  }
}
