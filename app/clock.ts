import { DateTime } from 'luxon'

/** The moment that all rules go by, in milliseconds since 1970. */
export function now() {
  return Date.now()
}

let latest: { day: DateTime<true>; until: number } | undefined

/** The day of that moment where the library is, from its beginning. A page asks for it thirty times. */
export function today() {
  const moment = now()
  if (!latest || moment < latest.day.toMillis() || moment >= latest.until) {
    const day = DateTime.fromMillis(moment).startOf('day') as DateTime<true>
    latest = { day, until: day.plus({ days: 1 }).toMillis() }
  }
  return latest.day
}
