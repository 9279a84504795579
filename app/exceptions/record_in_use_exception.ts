import { Exception } from '@adonisjs/core/exceptions'
import type { LucidRow } from '@adonisjs/lucid/types/model'

const NOUNS = { books: 'book', copies: 'copy' }

export default class RecordInUseException extends Exception {
  static status = 409
  static code = 'E_RECORD_IN_USE'

  /** @throws RecordInUseException where the relation has any records */
  static async throwIfAny(relation: keyof typeof NOUNS, record: LucidRow, name: string) {
    await record.loadCount(relation as never)
    const count = Number(record.$extras[`${relation}_count`])
    if (count === 0) return
    const them = count === 1 ? `1 ${NOUNS[relation]}` : `${count} ${relation}`
    throw new this(
      `"${name}" cannot be deleted: ${them} of the catalogue still ${count === 1 ? 'points' : 'point'} to it.`
    )
  }
}
