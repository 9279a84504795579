import { Exception } from '@adonisjs/core/exceptions'

/** Raised where an address asks for more than RATE_LIMIT allows it in a minute. */
export default class TooManyRequestsException extends Exception {
  static status = 429
  static code = 'E_TOO_MANY_REQUESTS'

  /** @param retryAfter In how many seconds it may ask again */
  constructor(readonly retryAfter: number) {
    super('Too many requests')
  }
}
