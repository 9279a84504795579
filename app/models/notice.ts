import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { DateTime } from 'luxon'
import { NoticeSchema } from '#database/schema'
import RefusedException from '#exceptions/refused_exception'
import { today } from '#clock'

/** In characters: a notice stands on top of every page, and leaves room for it. */
const LONGEST_NOTICE = 500

/** What was read last, for a second, so that pages do not each ask: the one notice, or none. */
const LATEST = new LRUCache<'latest', Notice[]>({
  max: 1,
  ttl: 1000,
  fetchMethod: () => Notice.query().orderBy('id', 'desc').limit(1),
  ignoreFetchAbort: true,
})

/** A message of the library to its visitors; there is one at a time. */
export default class Notice extends NoticeSchema {
  /** The notice that is up today, as every server on this database shows it within a second. */
  static async current() {
    const [notice] = (await LATEST.fetch('latest'))!
    return notice?.isUp(today()) ? notice : null
  }

  /** Replaces the one before. @throws RefusedException without words, with too many, or too late */
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
      throw new RefusedException('The last day must be today or later, for example 2027-01-31.')
    }

    const notice = await this.create({ text, lastDay })
    await this.query().whereNot('id', notice.id).delete()
    LATEST.clear()
    return notice
  }

  static async takeDown() {
    await this.query().delete()
    LATEST.clear()
  }

  /** A short name of what it says: the same for the same words. */
  get version() {
    return hash('sha256', this.text, 'base64url').slice(0, 16)
  }

  isUp(day: DateTime) {
    return this.lastDay === null || this.lastDay >= day
  }
}
