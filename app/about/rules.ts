import type { DateTime } from 'luxon'
import { type ClosedDays, isClosedOn } from '#about/closed_days'
import { hasHours, type Hours, WEEKDAYS } from '#about/opening_hours'

/** How the library lends. */
export const RULES = {
  /** How long a loan lasts, in days. */
  loanDays: 21,
  /** How far ahead a loan may be renewed at most, in days from today. */
  farthestRenewal: 28,
  mostRenewals: 4,
  mostLoans: 10,
  /** After how many days a loan that is over forgets its member. */
  forgetAfter: 1,
}

/** How far a due date is put off for closed days, in days. */
const FARTHEST = 400

/** The day itself or the next on which the library is open, where it tells when it is. */
export function openDayFrom(
  day: DateTime,
  { hours, closedDays }: { hours: Hours | null; closedDays: ClosedDays | null }
) {
  const isOpen = (date: DateTime) =>
    !isClosedOn(closedDays ?? [], date) &&
    (!hasHours(hours) || (hours![WEEKDAYS[date.weekday - 1]] ?? []).length > 0)
  for (let step = 0; step < FARTHEST; step++) {
    const date = day.plus({ days: step })
    if (isOpen(date)) return date
  }
  return day
}
