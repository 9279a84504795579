import type { I18n } from '@adonisjs/i18n'
import { DateTime } from 'luxon'
import type { Values } from '#desk/desk'
import { dayOf } from '#languages/words'

/** What is put into a sentence of the desk: with the day in words, and in place of a name that is not known. */
export function spokenValues(i18n: I18n, values: Values) {
  const nobody = i18n.t('desk.somebody')
  const { day, member, borrower } = values
  return {
    ...values,
    ...(day && { day: dayOf(i18n, DateTime.fromISO(String(day))) }),
    member: member || nobody,
    borrower: borrower || nobody,
  }
}
