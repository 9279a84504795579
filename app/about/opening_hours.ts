import type { DateTime } from 'luxon'
import { type ClosedDays, isClosedOn } from '#about/closed_days'
import RefusedException from '#exceptions/refused_exception'

/** In the order of ISO 8601, whose first day is Monday. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

type Weekday = (typeof WEEKDAYS)[number]

/** From and to, as "09:00" and "17:30"; "24:00" is the end of the day. */
type Span = [from: string, to: string]

/** A day that is not named is one on which the library is closed. */
export type Hours = Partial<Record<Weekday, Span[]>>

/** Open until then; or closed, and open again from then. What is always open has no such moment. */
export interface Opening {
  isOpen: boolean
  until: DateTime | null
}

/** How far ahead opening hours are looked for, in days. */
const FARTHEST = 400

/** What is open for so long, in days, is always open. */
const ALWAYS = 8

/** Reads "10:00-12:00, 14:00-18:00"; "closed" and nothing are no hours. @throws RefusedException */
export function readHours(text: string): Span[] {
  const day = text.trim()
  if (!day || day.toLowerCase() === 'closed') return []
  const spans = day.split(/\s*[,;]\s*/).map(readSpan)
  spans.forEach(([from, to], index) => {
    if (to <= from) throw new RefusedException(`${from}-${to} ends before it begins.`)
    const before = spans[index - 1]
    if (before && from < before[1]) {
      throw new RefusedException(
        `${before.join('-')} and ${from}-${to} overlap, or stand in the wrong order.`
      )
    }
  })
  return spans
}

/** As readHours reads them. */
export function writeHours(spans: Span[] = []) {
  return spans.map((span) => span.join('-')).join(', ')
}

function readSpan(text: string): Span {
  const [, from, to] = text.match(/^(\S+?)\s*(?:-|–|\bto\b)\s*(\S+)$/i) ?? []
  const times = [from, to].map(readTime)
  if (times.includes(null) || times[0] === '24:00') {
    throw new RefusedException(`"${text}" are no opening hours. Write them as 10:00-18:00.`)
  }
  return times as Span
}

/** "9", "9:30", "09.30" */
function readTime(text = '') {
  const [, hour, minute = '00'] = text.match(/^(\d{1,2})(?:[:.](\d\d))?$/) ?? []
  const isTime = Number(hour) < 24 && Number(minute) < 60
  if (!isTime && !(hour === '24' && minute === '00')) return null
  return `${hour.padStart(2, '0')}:${minute}`
}

export function hasHours(hours: Hours | null) {
  return Object.values(hours ?? {}).some((spans) => spans.length > 0)
}

/** The library's state at a moment, which has to be in its own time zone; null where it does not open. */
export function openingAt(hours: Hours, closedDays: ClosedDays, at: DateTime): Opening | null {
  let until: DateTime | null = null
  for (const { from, to } of spansFrom(hours, closedDays, at)) {
    if (!until && at < from) return { isOpen: false, until: from }
    // Hours that follow each other, over midnight too, are one time of being open
    if (until && until < from) break
    if (until || at < to) until = to
    if (until && until.diff(at).as('days') > ALWAYS) return { isOpen: true, until: null }
  }
  return until && { isOpen: true, until }
}

function* spansFrom(hours: Hours, closedDays: ClosedDays, at: DateTime) {
  for (let step = 0; step <= FARTHEST; step++) {
    const day = at.plus({ days: step }).startOf('day')
    if (isClosedOn(closedDays, day)) continue
    for (const [from, to] of hours[WEEKDAYS[day.weekday - 1]] ?? []) {
      yield { from: momentOn(day, from), to: momentOn(day, to) }
    }
  }
}

/** By the clock on the wall, also on a day that has an hour more or less. */
function momentOn(day: DateTime, time: string) {
  const [hour, minute] = time.split(':').map(Number)
  return hour === 24 ? day.plus({ days: 1 }).startOf('day') : day.set({ hour, minute })
}
