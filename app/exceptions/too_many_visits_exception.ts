import TooManyRequestsException from '#exceptions/too_many_requests_exception'

/** Raised where an address would begin more sessions than SESSION_BEGINNINGS allows it in a minute. */
export default class TooManyVisitsException extends TooManyRequestsException {
  readonly page = 'too_many_visits'
}
