import { DateTime } from 'luxon'

/** The moment that all rules go by, in milliseconds since 1970. */
export function now() {
  return Date.now()
}

/** The day of that moment where the library is, from its beginning. */
export function today() {
  return DateTime.fromMillis(now()).startOf('day') as DateTime<true>
}
