import type { Session } from '@adonisjs/session'
import { now } from '#clock'

const KEY = 'recent_books'
const PAUSED = 'books_paused'
const MOST = 20

/** The books that a visitor looked at last, each once, as far as the visitor does not pause this. */
export class RecentBooks {
  #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** The books' ids, the latest first. */
  get ids() {
    return Object.entries(this.#session.get(KEY, {}) as Record<string, number>)
      .toSorted(([, moment], [, other]) => other - moment)
      .slice(0, MOST)
      .map(([id]) => Number(id))
  }

  get isPaused(): boolean {
    return this.#session.get(PAUSED, false)
  }

  view(id: number) {
    const ids = this.ids
    if (this.isPaused || ids[0] === id) return

    const latest = this.#session.get(`${KEY}.${ids[0]}`, 0)
    this.#session.put(`${KEY}.${id}`, Math.max(now(), latest + 1))
    for (const forgotten of ids.filter((other) => other !== id).slice(MOST - 1)) {
      this.remove(forgotten)
    }
  }

  remove(id: number) {
    this.#session.forget(`${KEY}.${id}`)
    if (this.ids.length === 0) this.#session.forget(KEY)
  }

  pause() {
    this.#session.put(PAUSED, true)
  }

  resume() {
    this.#session.forget(PAUSED)
  }
}
