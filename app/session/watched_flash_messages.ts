import { ValuesStore } from '@adonisjs/session'
import type { SessionData } from '@adonisjs/session/types'

/** Flash messages, which tell the session when somebody asks for them. */
export class WatchedFlashMessages extends ValuesStore {
  #session: { wasUsed: boolean }

  constructor(values: SessionData, session: { wasUsed: boolean }) {
    super(values)
    this.#session = session
  }

  get(key: string | string[], defaultValue?: unknown) {
    this.#session.wasUsed = true
    return super.get(key, defaultValue)
  }

  all() {
    this.#session.wasUsed = true
    return super.all()
  }
}
