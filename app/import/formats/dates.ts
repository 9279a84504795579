import { DateTime } from 'luxon'
import { now } from '#clock'

/** However it is written: "2008.0", "2010/06/28", "[1979]", "c1999", "44 BC". */
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

/** As the database keeps moments; null where the cell tells none or one to come. */
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

export function isDay(text: string) {
  return /^\d{4}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text).isValid
}

export function toDatabaseTime(moment: DateTime) {
  return moment.toFormat('yyyy-MM-dd HH:mm:ss')
}
