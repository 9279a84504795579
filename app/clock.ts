import { DateTime } from 'luxon'

/** The moment that all rules go by, in milliseconds since 1970. */
export function now() {
  return Date.now()
}

/** That moment as a model keeps it. */
export function momentNow() {
  return DateTime.fromMillis(now())
}

let timeZone = 'local'
let latest: { day: DateTime<true>; from: number; until: number } | undefined

/** From now on days and times are those of a place, as "Europe/Berlin"; null for the machine's. */
export function setTimeZone(name: string | null) {
  const zone = name ?? 'local'
  if (zone !== timeZone) latest = undefined
  timeZone = zone
}

/** A moment, in milliseconds since 1970, by the clock of the library. */
export function inOwnTime(moment: number) {
  return DateTime.fromMillis(moment, { zone: timeZone })
}

/**
 * The day of now where the library is. It is a day of the calendar, as those that are read from the
 * database are, whatever the time zone of the machine. A page asks for it thirty times.
 */
export function today() {
  const moment = now()
  if (!latest || moment < latest.from || moment >= latest.until) {
    const start = inOwnTime(moment).startOf('day')
    latest = {
      day: start.setZone('local', { keepLocalTime: true }) as DateTime<true>,
      from: start.toMillis(),
      // Where the clock is put forward at midnight, a day begins at one
      until: start.plus({ days: 1 }).startOf('day').toMillis(),
    }
  }
  return latest.day
}
