import { setTimeout as wait } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import { isLocked, isUnavailable } from '#sql/errors'

/** How long a visitor's page waits for a database that another program holds, in milliseconds. */
const PATIENCE = 750
const PAUSE = 10

/** How long nothing is tried after the database took nothing in, in milliseconds. */
const REST = 500

/**
 * Where all that sessions write passes through. A database that takes nothing
 * in makes it rest: from then on writes fail at once, but for one in each half
 * a second that finds out whether all is well again.
 */
export class WriteGate {
  #fault: unknown = null
  #restsUntil = 0
  #last: Promise<unknown> = Promise.resolve()

  /** Whether there is no use in trying at the moment. */
  get isResting() {
    return performance.now() < this.#restsUntil
  }

  /** Whether the last write failed because of the database. */
  get isAtFault() {
    return this.#fault !== null
  }

  /**
   * Does the work, again and again for a while where the database is locked.
   *
   * @param inTurn Whether it waits for what passes before it, so that a locked
   *   database lets down all who wait in one moment, and not one after another
   * @throws what the work throws, or at once what made the gate rest
   */
  pass<T>(work: () => Promise<T>, { inTurn }: { inTurn: boolean }): Promise<T> {
    if (!inTurn) return this.#try(work)
    const passed = this.#last.then(() => this.#try(work))
    this.#last = passed.catch(() => {})
    return passed
  }

  async #try<T>(work: () => Promise<T>) {
    if (this.isResting) throw this.#fault

    const deadline = performance.now() + (this.isAtFault ? 0 : PATIENCE)
    while (true) {
      try {
        const result = await work()
        this.#goOn()
        return result
      } catch (error) {
        if (!isUnavailable(error)) throw error
        if (!isLocked(error) || performance.now() > deadline) {
          this.#rest(error)
          throw error
        }
        await wait(PAUSE)
      }
    }
  }

  #rest(error: unknown) {
    if (!this.isAtFault) logger.error({ err: error }, 'Sessions rest: nothing can be saved')
    this.#fault = error
    this.#restsUntil = performance.now() + REST
  }

  #goOn() {
    if (this.isAtFault) logger.info('Sessions are saved again')
    this.#fault = null
    this.#restsUntil = 0
  }
}

/** That of this process. */
export const gate = new WriteGate()
