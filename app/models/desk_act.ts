import { belongsTo, column } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { DeskActSchema } from '#database/schema'
import BookInstance from '#models/book_instance'
import type { Question } from '#models/lending'
import Loan from '#models/loan'
import { JSON_COLUMN } from '#sql/json_column'

/** What undoing an act puts back. No name and no card is among it. */
export interface Before {
  status: BookInstance['status']
  dueBack: string | null
  renewals?: number
  /** The loan of another that was ended, because the desk said yes to it. */
  ended?: number
}

/** What was done at the desk, and how it was before. */
export default class DeskAct extends DeskActSchema {
  @column(JSON_COLUMN)
  declare before: Before

  @column(JSON_COLUMN)
  declare yes: Question[] | null

  @belongsTo(() => BookInstance, { foreignKey: 'copyId' })
  declare copy: BelongsTo<typeof BookInstance>

  @belongsTo(() => Loan)
  declare loan: BelongsTo<typeof Loan>
}
