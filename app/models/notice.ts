import { hash } from 'node:crypto'
import type { DateTime } from 'luxon'
import { NoticeSchema } from '#database/schema'
import RefusedException from '#exceptions/refused_exception'
import { today } from '#clock'

/** In characters: a notice stands on top of every page, and is to leave room for it. */
const LONGEST_NOTICE = 500

/** For how many milliseconds a server shows what it read last, so that pages do not each ask. */
const KEPT = 1000

/** A message of the library to its visitors; there is one at a time. */
export default class Notice extends NoticeSchema {
  static #latest: Promise<Notice | null> | undefined
  static #readAt = 0

  /** The notice that is up today, as every server on this database shows it within a second. */
  static async current() {
    const notice = await this.#recall()
    return notice?.isUp(today()) ? notice : null
  }

  /**
   * Puts a notice up in place of the one before.
   *
   * @param lastDay After which it is no longer shown
   * @throws RefusedException where there are no words, too many, or a day that is over
   */
  static async putUp(words: string, lastDay: DateTime | null = null) {
    const text = words.trim()
    if (!text) throw new RefusedException('A notice needs words.')
    const { length } = [...text]
    if (length > LONGEST_NOTICE) {
      throw new RefusedException(
        `The notice has ${length} characters; ${LONGEST_NOTICE} are the most that fit.`
      )
    }
    if (lastDay && !(lastDay >= today())) {
      throw new RefusedException('The last day is no day from today on; write 2027-01-31.')
    }

    const notice = await this.create({ text, lastDay })
    await this.query().whereNot('id', notice.id).delete()
    this.#latest = undefined
    return notice
  }

  static async takeDown() {
    await this.query().delete()
    this.#latest = undefined
  }

  /** What it says, as a short name: the same for the same words. */
  get version() {
    return hash('sha256', this.text, 'base64url').slice(0, 16)
  }

  isUp(day: DateTime) {
    return this.lastDay === null || this.lastDay >= day
  }

  static #recall() {
    const moment = performance.now()
    if (!this.#latest || moment - this.#readAt > KEPT) {
      this.#readAt = moment
      this.#latest = this.query().orderBy('id', 'desc').first()
      this.#latest.catch(() => (this.#latest = undefined))
    }
    return this.#latest
  }
}
