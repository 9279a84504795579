import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'

/** A moment as models keep it, to be compared with theirs: query builders do not write it so. */
export function asTimestamp(client: QueryClientContract, moment: DateTime) {
  return moment.toFormat(client.dialect.dateTimeFormat)
}
