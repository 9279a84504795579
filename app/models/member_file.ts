import { column } from '@adonisjs/lucid/orm'
import db from '@adonisjs/lucid/services/db'
import { momentNow } from '#clock'
import { MemberFileSchema } from '#database/schema'
import { JSON_COLUMN } from '#sql/json_column'
import { asTimestamp } from '#sql/timestamps'

/** For so many days a file that was read can be undone, and waits for a yes. */
const DAYS = 7

/** A file of members that was read: it waits for a yes, or can be undone. */
export default class MemberFile extends MemberFileSchema {
  @column(JSON_COLUMN)
  declare rows: unknown

  @column(JSON_COLUMN)
  declare done: unknown

  /** Those that can still be undone, the latest first. */
  static undoable() {
    return this.query().select('id', 'doneAt').whereNotNull('doneAt').orderBy('id', 'desc')
  }

  /** Removes what nobody said yes to, and what was done long ago: both have names in them. */
  static async forget() {
    const before = asTimestamp(db.connection(), momentNow().minus({ days: DAYS }))
    await this.query().whereRaw('coalesce(done_at, created_at) <= ?', [before]).delete()
  }
}
