import type { I18n } from '@adonisjs/i18n'
import { DateTime } from 'luxon'
import { inOwnTime, today } from '#clock'
import type Library from '#models/library'

/** Dates and lists stand as in Britain: "3 Dec 2026", "A, B and C". */
const OF_FORMATS: Record<string, string> = { en: 'en-GB' }

const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const
const MOMENT = { ...DAY, hour: '2-digit', minute: '2-digit' } as const

const DIRECTIONS = new Map<string, 'ltr' | 'rtl'>()
const LISTS = new Map<string, Intl.ListFormat>()

/** "3 Dec 2026" */
export function dayOf(i18n: I18n, date: DateTime) {
  return spoken(i18n, date).toLocaleString(DAY)
}

/** "3 Dec 2026, 14:05", by the clock of the library. */
export function momentOf(i18n: I18n, date: Date) {
  return spoken(i18n, inOwnTime(date.getTime())).toLocaleString(MOMENT)
}

/** "2007", "44 BCE" */
export function yearOf(i18n: I18n, year: number) {
  return year < 0 ? i18n.t('dates.bce', { year: String(-year) }) : String(year)
}

/**
 * "Available", "2 of 3 copies available", "On loan, due back 9 Dec", "Not available now". The year is
 * told where it is not this one.
 *
 * @param dueBack When the next copy on loan is due, as "2026-12-09"
 */
export function availabilityOf(
  i18n: I18n,
  copies: number,
  available: number,
  dueBack?: string | null
) {
  if (available > 0) {
    return i18n.t(copies === 1 ? 'availability.one' : 'availability.some', { available, copies })
  }
  if (!dueBack) return i18n.t('availability.none')
  const due = DateTime.fromISO(dueBack)
  const isThisYear = due.hasSame(today(), 'year')
  const day = spoken(i18n, due).toLocaleString(
    isThisYear ? { day: 'numeric', month: 'short' } : DAY
  )
  return i18n.t(due < today() ? 'availability.overdue' : 'availability.due', { day })
}

/** The names of authors as a list; of more than four, the first three and how many others. */
export function bylineOf(i18n: I18n, authors: { name: string }[]) {
  const names = authors.map(({ name }) => name)
  const count = names.length - 3
  if (count > 1) {
    names.splice(3, count, i18n.t('authors.others', { count, others: String(count) }))
  }
  return listOf(i18n, names)
}

/** "A", "A and B", "A, B and C" */
export function listOf(i18n: I18n, words: string[]) {
  const locale = formatsOf(i18n)
  const list = LISTS.get(locale) ?? new Intl.ListFormat(locale)
  LISTS.set(locale, list)
  return list.format(words)
}

/** How names are sorted in the language, by what they begin with but for marks. */
export function orderOf(i18n: I18n) {
  const locale = formatsOf(i18n)
  const { compare } = new Intl.Collator(locale)
  return (name: string, other: string) => compare(withoutMark(name), withoutMark(other))
}

/** Records in the order of their names. */
export function sortedByName<T extends { name: string }>(i18n: I18n, records: T[]) {
  const compare = orderOf(i18n)
  return records.toSorted((a, b) => compare(a.name, b.name))
}

function withoutMark(name: string) {
  return name.replace(/^[^\p{L}\p{N}]+(?=.)/u, '')
}

/** The library's name; where it has none yet, what the language says instead. */
export function nameOf(i18n: I18n, { name }: Library) {
  return name ?? i18n.t('site.name')
}

/** "German" for "de"; else the name that the library gives the language. */
export function languageNameOf(i18n: I18n, code: string, name: string) {
  try {
    return i18n.formatDisplayNames(code, { type: 'language', fallback: 'none' }) ?? name
  } catch {
    return name
  }
}

/** Which way its script runs. */
export function directionOf({ locale }: I18n) {
  return DIRECTIONS.get(locale) ?? findDirection(locale)
}

function findDirection(locale: string) {
  const { direction = 'ltr' } = new Intl.Locale(locale).getTextInfo()
  DIRECTIONS.set(locale, direction)
  return direction
}

/** The locale that dates and lists are written by. */
export function formatsOf({ locale }: I18n) {
  return OF_FORMATS[locale] ?? locale
}

/** A date that is written in the language. */
export function spoken(i18n: I18n, date: DateTime) {
  return date.setLocale(formatsOf(i18n))
}
