import type { I18n } from '@adonisjs/i18n'
import { DateTime } from 'luxon'
import { type Hours, type Opening, WEEKDAYS } from '#about/opening_hours'
import { inOwnTime, now } from '#clock'
import { formatsOf, spoken } from '#languages/words'

/** "Open now, until 18:00.", "Closed now. Opens on Monday at 10:00." */
export function openingOf(i18n: I18n, { isOpen, until }: Opening) {
  if (!until) return i18n.t('hours.always')
  const time = timeOf(i18n, until)
  if (isOpen) return i18n.t('hours.open', { time })
  const days = dayNumber(until) - dayNumber(inOwnTime(now()))
  const date = days > 6 ? ({ day: 'numeric', month: 'long' } as const) : {}
  const day = spoken(i18n, until).toLocaleString({ weekday: 'long', ...date })
  const when = days < 1 ? 'today' : days < 2 ? 'tomorrow' : 'later'
  return i18n.t('hours.opens', { when, day, time })
}

/** The days of the week in the order of the language's calendars, each with its hours in words. */
export function weekOf(i18n: I18n, hours: Hours) {
  const today = inOwnTime(now()).weekday
  const monday = DateTime.utc(2024, 1, 1)
  return weekdaysOf(i18n).map((number) => ({
    name: spoken(i18n, monday.plus({ days: number - 1 })).toLocaleString({ weekday: 'long' }),
    isToday: number === today,
    spans: (hours[WEEKDAYS[number - 1]] ?? []).map((span) => {
      const [from, to] = span.map((time) => timeOf(i18n, DateTime.fromISO(time, { zone: 'utc' })))
      return i18n.t('hours.span', { from, to })
    }),
  }))
}

/** From 1 for Monday to 7, beginning with the first of a week. */
function weekdaysOf(i18n: I18n) {
  const { firstDay } = new Intl.Locale(formatsOf(i18n)).getWeekInfo()
  return WEEKDAYS.map((_day, index) => ((firstDay - 1 + index) % 7) + 1)
}

/** Days of the calendar, counted: two that follow each other differ by one. */
function dayNumber({ year, month, day }: DateTime) {
  return Date.UTC(year, month - 1, day) / 86_400_000
}

/** "14:05" */
function timeOf(i18n: I18n, moment: DateTime) {
  return spoken(i18n, moment).toLocaleString({ hour: 'numeric', minute: '2-digit' })
}
