import type { Session } from '@adonisjs/session'
import { now } from '#clock'
import { entriesOf, isNumber } from '#visitor/forms'
import { readId } from '#search/list_parameters'

const KEY = 'recent_books'
const PAUSED = 'books_paused'
const MOST = 20

/** The books that a visitor looked at last, each once, as far as the visitor does not pause this. */
export class RecentBooks {
  constructor(private readonly session: Session) {}

  /** The books' ids, the latest first. */
  get ids() {
    return this.#all.slice(0, MOST).map(([id]) => id)
  }

  get isPaused(): boolean {
    return this.session.get(PAUSED, false)
  }

  view(id: number) {
    const all = this.#all
    const [latest, moment] = all[0] ?? [0, 0]
    if (this.isPaused || latest === id) return

    this.session.put(`${KEY}.${id}`, Math.max(now(), moment + 1))
    for (const [forgotten] of all.filter(([other]) => other !== id).slice(MOST - 1)) {
      this.remove(forgotten)
    }
  }

  remove(id: number) {
    this.session.forget(`${KEY}.${id}`)
    if (this.ids.length === 0) this.session.forget(KEY)
  }

  pause() {
    this.session.put(PAUSED, true)
  }

  resume() {
    this.session.forget(PAUSED)
  }

  /** With their moments, and with those that requests at the same time left beyond the most. */
  get #all() {
    return entriesOf(this.session, KEY, isNumber)
      .map(([id, moment]) => [readId(id) ?? 0, moment] as const)
      .filter(([id]) => id !== 0)
      .toSorted(([, moment], [, other]) => other - moment)
  }
}
