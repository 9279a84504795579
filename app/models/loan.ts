import { belongsTo, scope } from '@adonisjs/lucid/orm'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import type { DateTime } from 'luxon'
import { RULES } from '#about/rules'
import { momentNow, today } from '#clock'
import { LoanSchema } from '#database/schema'
import BookInstance from '#models/book_instance'
import { type DeskOrder, renew, takeBack } from '#models/lending'
import Member from '#models/member'
import { patiently } from '#sql/patience'
import { asTimestamp } from '#sql/timestamps'

/** One copy with one member from one day to another; there is one open loan of a copy. */
export default class Loan extends LoanSchema {
  @belongsTo(() => BookInstance, { foreignKey: 'copyId' })
  declare copy: BelongsTo<typeof BookInstance>

  @belongsTo(() => Member)
  declare member: BelongsTo<typeof Member>

  static open = scope((query) => query.whereNull('loans.returned_at'))

  static overdue = scope((query, day: DateTime) =>
    query.whereNull('loans.returned_at').where('loans.due_on', '<', day.toISODate()!)
  )

  static dueSoonest = scope((query) =>
    query.orderByRaw('loans.due_on asc nulls last').orderBy('loans.id')
  )

  static openOf(copyId: string, client?: QueryClientContract) {
    return this.query({ client }).where('copyId', copyId).whereNull('returnedAt').first()
  }

  /** What a member has, with copies and books, the first due first. */
  static openWith(member: Member) {
    return this.query()
      .where('memberId', member.id)
      .withScopes((loans) => loans.open())
      .withScopes((loans) => loans.dueSoonest())
      .preload('copy', (copies) => copies.preload('book'))
  }

  get isOverdue() {
    return this.dueOn !== null && this.dueOn.toISODate()! < today().toISODate()!
  }

  /** Whether the rules allow to renew it once more. */
  get canBeRenewed() {
    return this.renewals < RULES.mostRenewals
  }

  /** Until a day, from today to the farthest. @throws NotDoneException where the rules say no */
  renew(dueOn?: DateTime, order?: DeskOrder) {
    return renew(this, dueOn, order)
  }

  /** Its copy, which has to be loaded, is available then. @throws NotDoneException where it is over */
  return(order?: DeskOrder) {
    return takeBack(this.copy, { ...order, loanId: this.id })
  }

  /**
   * Cuts the members off from loans that are over since long enough, but from those of who keeps a
   * history. @returns how many
   */
  static async forget() {
    const before = momentNow().minus({ days: RULES.forgetAfter })
    const [forgotten] = await patiently(() =>
      this.query()
        .whereNotNull('memberId')
        .where('returnedAt', '<=', asTimestamp(db.connection(), before))
        .whereNotIn('memberId', Member.query().select('id').where('isHistoryKept', true))
        .update({ memberId: null })
    )
    return Number(forgotten)
  }
}
