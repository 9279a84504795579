import type { I18n } from '@adonisjs/i18n'
import { DateTime } from 'luxon'
import { parseLifeDate } from '#catalogue/life_date'
import { formatsOf, yearOf } from '#languages/words'

/** "1929–2018", "70–19 BCE", "43 BCE–17 CE", "born 1949", "died 1400"; null if neither is known. */
export function lifespanOf(i18n: I18n, life: { born: string | null; died: string | null }) {
  const [born, died] = [yearIn(life.born), yearIn(life.died)]
  if (born && died) {
    const span = born > 0 ? 'lives.ce' : died > 0 ? 'lives.bce_to_ce' : 'lives.bce'
    return i18n.t(span, { born: String(Math.abs(born)), died: String(Math.abs(died)) })
  }
  if (born) return i18n.t('lives.born', { year: yearOf(i18n, born) })
  return died ? i18n.t('lives.died', { year: yearOf(i18n, died) }) : null
}

/** "21 October 1929", "October 1929", "1929" or "15 October 70 BCE"; null if it is no date. */
export function longDateOf(i18n: I18n, iso: string | null) {
  const date = parseLifeDate(iso)
  if (!date) return null
  const { year, month, day } = date
  // As a day that there is: today's calendar may lack it, and a year before 1 reads otherwise
  return DateTime.utc(2000, month || 1, 1, { locale: formatsOf(i18n), outputCalendar: 'gregory' })
    .toLocaleParts({
      day: day ? 'numeric' : undefined,
      month: month ? 'long' : undefined,
      year: 'numeric',
    })
    .map(({ type, value }) => {
      if (type === 'year') return yearOf(i18n, toCounted(year))
      return type === 'day' ? String(day) : value
    })
    .join('')
}

function yearIn(iso: string | null) {
  const date = parseLifeDate(iso)
  return date && toCounted(date.year)
}

/** As people count, without a year 0: 1 BCE is -1. */
function toCounted(year: number) {
  return year > 0 ? year : year - 1
}
