import { Info } from 'luxon'

/** Dates are ISO 8601 of any precision, with astronomical years BCE: "-0069" is 70 BCE. */

const MONTHS = Info.months('long', { locale: 'en' })

interface LifeDate {
  year: number
  month?: number
  day?: number
}

/** "1929–2018", "70–19 BCE", "43 BCE–17 CE", "born 1949", "died 1400"; null if neither is known. */
export function toLifespan(born: string | null, died: string | null) {
  const [birth, death] = [parse(born), parse(died)]
  if (birth && death) {
    if (birth.year > 0) return `${birth.year}–${death.year}`
    const era = death.year > 0 ? ' BCE' : ''
    return `${1 - birth.year}${era}–${toYear(death.year)}${death.year > 0 ? ' CE' : ''}`
  }
  if (birth) return `born ${toYear(birth.year)}`
  return death && `died ${toYear(death.year)}`
}

/** "21 October 1929", "October 1929", "1929" or "15 October 70 BCE"; null if it is no date. */
export function toLongDate(iso: string | null) {
  const date = parse(iso)
  return (
    date &&
    [date.day, date.month && MONTHS[date.month - 1], toYear(date.year)].filter(Boolean).join(' ')
  )
}

/** Whether it is a date, of a month and a day that there are. */
export function isLifeDate(iso: string) {
  const { month = 1, day = 1 } = parse(iso) ?? { month: 0 }
  return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

function parse(iso: string | null): LifeDate | null {
  const parts = iso?.match(/^([+-]?\d{1,6})(?:-(\d\d)(?:-(\d\d))?)?$/)
  if (!parts) return null
  const [year, month, day] = parts.slice(1).map((part) => part && Number(part)) as number[]
  return { year, month, day }
}

function toYear(year: number) {
  return year > 0 ? String(year) : `${1 - year} BCE`
}
