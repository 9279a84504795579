import logger from '@adonisjs/core/services/logger'
import { isUnavailable } from '#sql/errors'
import { patiently } from '#sql/patience'

/** How long the breaker stays open, in milliseconds. */
const REST = 500

/**
 * Stands before all that sessions write. A store that takes nothing in opens it: writes then fail
 * at once, until half a second later the next one is a probe, which closes it or keeps it open.
 */
export class CircuitBreaker {
  #fault: unknown = null
  #openUntil = 0

  get isOpen() {
    return performance.now() < this.#openUntil
  }

  /** Whether the last write failed because of the store. */
  get hasTripped() {
    return this.#fault !== null
  }

  /** Repeats work while the database is locked. @throws what it threw, or what opened this */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.isOpen) throw this.#fault

    try {
      const result = await patiently(work, this.hasTripped ? 0 : undefined)
      this.#close()
      return result
    } catch (error) {
      if (isUnavailable(error)) this.#open(error)
      throw error
    }
  }

  #open(error: unknown) {
    if (!this.hasTripped) logger.error({ err: error }, 'Sessions rest: nothing can be saved')
    this.#fault = error
    this.#openUntil = performance.now() + REST
  }

  #close() {
    if (this.hasTripped) logger.info('Sessions are saved again')
    this.#fault = null
    this.#openUntil = 0
  }
}

export const breaker = new CircuitBreaker()
