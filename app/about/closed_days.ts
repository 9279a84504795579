import { DateTime } from 'luxon'
import RefusedException from '#exceptions/refused_exception'

const MOST = 200

/** The days that a library is closed: "2027-05-01", "2026-12-24/2027-01-02", or "12-25" each year. */
export type ClosedDays = string[]

/** Reads one entry a line. @throws RefusedException with the line that is none */
export function readClosedDays(text: string): ClosedDays {
  const lines = text.split('\n').filter((line) => line.trim())
  if (lines.length > MOST) {
    throw new RefusedException(`${lines.length} closed days are too many; ${MOST} have room.`)
  }
  return lines.map(readLine)
}

/** As readClosedDays reads them. */
export function writeClosedDays(days: ClosedDays) {
  return days.map((entry) => entry.replace('/', ' to ')).join('\n')
}

function readLine(line: string) {
  const [first, last = first, ...more] = line.split(/\s+to\s+|\s*\/\s*/i).map((day) => day.trim())
  const isEachYear = /^\d\d-\d\d$/.test(first) && first === last
  // A leap year has each day that any year has
  const days = isEachYear ? [`2028-${first}`] : [first, last]
  const areDays = days.every(
    (day) => /^\d{4}-\d\d-\d\d$/.test(day) && DateTime.fromISO(day).isValid
  )
  if (!areDays || more.length > 0) {
    throw new RefusedException(
      `"${line.trim()}" is no closed day. Write 2027-05-01, or 2026-12-24 to 2027-01-02, or 12-25 for each year.`
    )
  }
  if (last < first) throw new RefusedException(`"${line.trim()}" ends before it begins.`)
  return first === last ? first : `${first}/${last}`
}

export function isClosedOn(days: ClosedDays, day: DateTime) {
  const date = day.toISODate()!
  return days.some((entry) => {
    const [first, last = first] = entry.split('/')
    return first.length === 5 ? date.endsWith(`-${first}`) : first <= date && date <= last
  })
}

/** Those that are still to come, or go on, in their order: first and last day of each. */
export function comingClosedDays(days: ClosedDays, today: DateTime) {
  const year = today.year
  return days
    .map((entry) => {
      const [first, last = first] = entry.split('/')
      if (first.length > 5) return [first, last].map((day) => DateTime.fromISO(day))
      const next = [0, 1, 2, 3, 4, 5, 6, 7, 8]
        .map((step) => DateTime.fromISO(`${year + step}-${first}`))
        .find((day) => day.isValid && day >= today)!
      return [next, next]
    })
    .filter(([, last]) => last >= today)
    .sort(([first], [other]) => first.toMillis() - other.toMillis())
    .map(([first, last]) => ({ first, last }))
}
