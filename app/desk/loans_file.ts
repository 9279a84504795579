import { stringify } from 'csv-stringify/sync'
import { inOwnTime } from '#clock'
import type Loan from '#models/loan'

/** The columns of a list of loans as a spreadsheet has it, in their order. */
type LoanColumn = 'due' | 'member' | 'card' | 'group' | 'title' | 'code' | 'lent'

/**
 * What a spreadsheet would take for a formula gets an apostrophe before it.
 * @param columns What stands above each column, in their order
 */
export function toLoansCsv(loans: Loan[], columns: Record<LoanColumn, string>) {
  const rows = loans.map(({ copy, dueOn, lentAt, member }): Record<LoanColumn, unknown> => ({
    due: dueOn?.toISODate(),
    member: member?.name,
    card: member?.card,
    group: member?.groupName,
    title: copy.book.title,
    code: copy.code,
    lent: inOwnTime(lentAt.toMillis()).toISODate(),
  }))
  return stringify(rows, { header: true, columns, bom: true, escape_formulas: true })
}
