import { hash } from 'node:crypto'
import { column } from '@adonisjs/lucid/orm'
import { LRUCache } from 'lru-cache'
import type { DateTime } from 'luxon'
import { NoticeSchema } from '#database/schema'
import RefusedException from '#exceptions/refused_exception'
import { today } from '#clock'
import { JSON_COLUMN } from '#sql/json_column'

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
  @column(JSON_COLUMN)
  declare translations: Record<string, string> | null

  /** The notice that is up today, as every server on this database shows it within a second. */
  static async current() {
    const [notice] = (await LATEST.fetch('latest'))!
    return notice?.isUp(today()) ? notice : null
  }

  /**
   * Replaces the one before.
   * @param translations The same in other languages, by their codes
   * @throws RefusedException without words, with too many, or too late
   */
  static async putUp(
    words: string,
    lastDay: DateTime | null = null,
    translations: Record<string, string> | null = null
  ) {
    const text = readWords(words)
    if (lastDay && !(lastDay >= today())) {
      throw new RefusedException('The last day must be today or later, for example 2027-01-31.')
    }
    const others = Object.entries(translations ?? {}).map(([code, said]) => [code, readWords(said)])

    const notice = await this.create({
      text,
      lastDay,
      translations: others.length > 0 ? Object.fromEntries(others) : null,
    })
    await this.query().whereNot('id', notice.id).delete()
    LATEST.clear()
    return notice
  }

  static async takeDown() {
    await this.query().delete()
    LATEST.clear()
  }

  /** What it says in a language, where the library wrote it so; else as it was written first. */
  textIn(code: string) {
    return this.translations?.[code] ?? this.text
  }

  /** The language of that text; what was written first is in the library's own, unless that has another. */
  languageIn(code: string, own: string | null) {
    if (this.translations?.[code]) return code
    return own && !this.translations?.[own] ? own : ''
  }

  /** A short name of what it says, in all languages: the same for the same words. */
  get version() {
    const words = [this.text, ...Object.values(this.translations ?? {})].join('\n')
    return hash('sha256', words, 'base64url').slice(0, 16)
  }

  isUp(day: DateTime) {
    return this.lastDay === null || this.lastDay >= day
  }
}

function readWords(words: string) {
  const text = words.trim()
  if (!text) throw new RefusedException('A notice needs words.')
  const { length } = [...text]
  if (length > LONGEST_NOTICE) {
    throw new RefusedException(
      `The notice has ${length} characters; ${LONGEST_NOTICE} are the most that fit.`
    )
  }
  return text
}
