/** Dates are ISO 8601 of any precision, with astronomical years BCE: "-0069" is 70 BCE. */

interface LifeDate {
  year: number
  month?: number
  day?: number
}

/** Whether it is a date, of a month and a day that there are. */
export function isLifeDate(iso: string) {
  const { month = 1, day = 1 } = parseLifeDate(iso) ?? { month: 0 }
  return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

/** Null if it is no date. */
export function parseLifeDate(iso: string | null): LifeDate | null {
  const parts = iso?.match(/^([+-]?\d{1,6})(?:-(\d\d)(?:-(\d\d))?)?$/)
  if (!parts) return null
  const [year, month, day] = parts.slice(1).map((part) => part && Number(part)) as number[]
  return { year, month, day }
}
