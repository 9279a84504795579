import type { Session } from '@adonisjs/session'
import { now } from '#clock'
import { booksOf, isNumber } from '#visitor/forms'

const KEY = 'recent_books'
const PAUSED = 'books_paused'
const MOST = 20

/** The books looked at last, each once, unless the visitor pauses this. */
export class RecentBooks {
  constructor(private readonly session: Session) {}

  /** The books' ids, the latest first. */
  get ids() {
    return this.moments.map(([id]) => id)
  }

  /** The same, each with when it was looked at, in milliseconds since 1970. */
  get moments() {
    return this.#all.slice(0, MOST)
  }

  get isPaused(): boolean {
    return this.session.get(PAUSED, false)
  }

  view(id: number) {
    const all = this.#all
    const [latest, moment] = all[0] ?? [0, 0]
    if (this.isPaused || latest === id) return

    this.session.put(`${KEY}.${id}`, Math.max(now(), moment + 1))
    for (const [old] of all.filter(([other]) => other !== id).slice(MOST - 1)) {
      this.session.forget(`${KEY}.${old}`)
    }
  }

  pause(isPaused: boolean) {
    if (isPaused) this.session.put(PAUSED, true)
    else this.session.forget(PAUSED)
  }

  /** With their moments, and with those that requests at the same time left beyond the most. */
  get #all() {
    return booksOf(this.session, KEY, isNumber).toSorted(([, one], [, other]) => other - one)
  }
}
