import { DateTime } from 'luxon'
import { now } from '#clock'

/**
 * The year that a cell tells, however it is written: "2008.0", "-720.0",
 * "2010/06/28", "[1979]", "c1999", "Gallimard (1979), Poche", "44 BC". Null
 * where it tells none.
 */
export function toYear(text: string, latest = new Date(now()).getFullYear() + 5): number | null {
  const year = yearIn(text)
  return year === 0 || year > latest ? null : year
}

function yearIn(text: string) {
  const number = text.trim().match(/^\[?(-?\d{1,4})(?:\.0*)?\]?$/)
  if (number) return Number(number[1])
  const ancient = text.match(/^\D*(\d{1,4})\s*b\.?\s?c\.?(?:\s?e\.?)?\W*$/i)
  if (ancient) return -Number(ancient[1])
  const within = text.match(/(?<!\d)(1\d{3}|2\d{3})(?!\d)/)
  return Number(within?.[1] ?? 0)
}

const DAY = /^\W*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?/

/**
 * The moment that a cell tells ("2026/01/31 01:14:08.9", "[2006-08-09]"), as
 * the database keeps it; null where it tells none or one to come.
 */
export function toTimestamp(text: string, latest?: DateTime): string | null {
  const parts = text.match(DAY)
  if (parts === null) return null
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0))
  const moment = DateTime.fromObject({ year, month, day, hour, minute, second })
  const isPast = moment.isValid && moment <= (latest ?? DateTime.fromMillis(now()))
  return isPast && year > 1970 ? toDatabaseTime(moment) : null
}

/** Whether this is a day of the calendar, written "2026-01-31". */
export function isDay(text: string) {
  return /^\d{4}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text).isValid
}

/** As Lucid writes timestamps. */
export function toDatabaseTime(moment: DateTime) {
  return moment.toFormat('yyyy-MM-dd HH:mm:ss')
}
