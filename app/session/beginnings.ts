import type { HttpRequest } from '@adonisjs/core/http'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { TooManyVisitsException } from '#exceptions/errors'

export interface BeginningsConfig {
  /** How many sessions each may begin in a minute; 0 for as many as they like. */
  most: number
  /** By whom a request is counted; null where it is not. */
  by: (request: HttpRequest) => string | null
}

/** Counts the sessions that were begun in this minute, and by whom. */
export class Beginnings {
  refused = 0

  #limiter: RateLimiterMemory

  constructor(private readonly config: BeginningsConfig) {
    this.#limiter = new RateLimiterMemory({ points: config.most, duration: 60 })
  }

  /** Whether a session that this request began would be one too many. */
  async areSpent(request: HttpRequest) {
    const who = this.#who(request)
    const begun = who === null ? null : await this.#limiter.get(who)
    return begun !== null && begun.remainingPoints <= 0
  }

  /** @throws {TooManyVisitsException} where the session is one too many */
  async count(request: HttpRequest) {
    const who = this.#who(request)
    if (who === null) return
    await this.#limiter.consume(who).catch((result) => {
      this.refused++
      throw new TooManyVisitsException(result)
    })
  }

  #who(request: HttpRequest) {
    return this.config.most === 0 ? null : this.config.by(request)
  }
}
