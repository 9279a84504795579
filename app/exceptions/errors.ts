import { createError, Exception } from '@adonisjs/core/exceptions'

export const CrossOriginException = createError(
  'This form was not sent from a page of the library. Nothing was changed.',
  'E_CROSS_ORIGIN',
  403
)

/** A link to a reading list was changed, is too old, or was signed by another site. */
export const ListLinkException = createError(
  'This link does not open a reading list.',
  'E_LIST_LINK',
  403
)

export const SessionFullException = createError('The session holds no more', 'E_SESSION_FULL', 422)

/** What keeps the sessions cannot be reached, so what a visitor asks for cannot be remembered. */
export const SessionsRestingException = createError<[why: string]>('%s', 'E_SESSIONS_RESTING', 503)

/** An address asks for more than RATE_LIMIT allows it in a minute. */
export class TooManyRequestsException extends Exception {
  static status = 429
  static code = 'E_TOO_MANY_REQUESTS'
  /** In how many seconds it may ask again. */
  readonly retryAfter: number

  constructor({ msBeforeNext }: { msBeforeNext: number }) {
    super('Too many requests')
    this.retryAfter = Math.ceil(msBeforeNext / 1000)
  }
}

/** An address would begin more sessions than SESSION_BEGINNINGS allows it in a minute. */
export class TooManyVisitsException extends TooManyRequestsException {
  static code = 'E_TOO_MANY_VISITS'
}

/** More passwords wait to be worked out than can be soon. */
export class TooManyPasswordsException extends TooManyRequestsException {
  static code = 'E_TOO_MANY_PASSWORDS'
}

/** Who is signed in has not the role for it. */
export const NotAllowedException = createError(
  'Your role does not allow this.',
  'E_NOT_ALLOWED',
  403
)
