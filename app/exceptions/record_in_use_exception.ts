import { Exception } from '@adonisjs/core/exceptions'

/** A record that others still point to is not deleted. */
export default class RecordInUseException extends Exception {
  static status = 409
  static code = 'E_RECORD_IN_USE'

  /** @throws RecordInUseException with the sentence, when `count` is not zero. */
  static throwIf(count: number, name: string, noun: string, plural: string) {
    if (count > 0) {
      throw new this(
        `"${name}" cannot be deleted: ${count} ${count === 1 ? noun : plural} of the catalogue still ${count === 1 ? 'points' : 'point'} to it.`
      )
    }
  }
}
