import { hash } from 'node:crypto'
import { column } from '@adonisjs/lucid/orm'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { LRUCache } from 'lru-cache'
import { type ClosedDays, comingClosedDays } from '#about/closed_days'
import { COLOURS, USUAL_COLOUR } from '#about/colours'
import type { LibraryFacts } from '#about/facts'
import { hasHours, type Hours, type Opening, openingAt } from '#about/opening_hours'
import { inOwnTime, now, setTimeZone, today } from '#clock'
import { LibrarySchema } from '#database/schema'
import { isUnavailable } from '#sql/errors'
import { JSON_COLUMN } from '#sql/json_column'
import { transaction } from '#sql/transaction'

/** What was read last, for a second, so that pages do not each ask; while the database is away, that before. */
const LATEST = new LRUCache<'latest', Library>({
  max: 1,
  ttl: 1000,
  fetchMethod: async (_key, before) => {
    try {
      return await Library.read()
    } catch (error) {
      if (isUnavailable(error)) return before ?? new Library()
      throw error
    }
  },
  ignoreFetchAbort: true,
})

/** What is known of the library itself; there is one. */
export default class Library extends LibrarySchema implements LibraryFacts {
  static table = 'library'

  /** Whether what the catalogue holds are examples, and not the books of the library. */
  @column({ consume: Boolean })
  declare isDemonstration: boolean

  @column(JSON_COLUMN)
  declare hours: Hours | null

  @column(JSON_COLUMN)
  declare closedDays: ClosedDays | null

  #opening: Opening | null | undefined
  #version: string | undefined

  /**
   * For pages: as every server on this database shows it within a second; while that is away, as last
   * known, or with nothing that it tells.
   */
  static async current() {
    return (await LATEST.fetch('latest'))!
  }

  /** For commands, whose days are of its time zone from then on. */
  static async read() {
    const library = await this.query().firstOrFail()
    setTimeZone(library.timeZone)
    return library
  }

  /** @returns Whether it was otherwise before */
  static async setDemonstration(client: QueryClientContract, isDemonstration: boolean) {
    const [changed] = await this.query({ client })
      .where('isDemonstration', !isDemonstration)
      .update({ isDemonstration })
    LATEST.clear()
    return changed > 0
  }

  /** Changes what the library tells of itself; of the days of the week, those that are named. */
  static async tell({ hours, ...facts }: Partial<LibraryFacts>) {
    await transaction(db.connection(), async (client) => {
      const library = await this.query({ client }).forUpdate().firstOrFail()
      if (hours) library.hours = { ...library.hours, ...hours }
      await library.merge(facts).save()
    })
    LATEST.clear()
    return this.read()
  }

  get tellsHours() {
    return hasHours(this.hours)
  }

  /** Whether it is open, and until when; null where it tells no hours, or does not open for long. */
  get opening() {
    if (!this.tellsHours) return null
    const moment = now()
    if (
      this.#opening === undefined ||
      (this.#opening?.until && moment >= this.#opening.until.toMillis())
    ) {
      this.#opening = openingAt(this.hours!, this.closedDays ?? [], inOwnTime(moment))
    }
    return this.#opening
  }

  get comingClosedDays() {
    return comingClosedDays(this.closedDays ?? [], today())
  }

  /** One of COLOURS by its name. */
  get shownColour() {
    return this.colour && this.colour in COLOURS ? this.colour : USUAL_COLOUR
  }

  /** A short name of all that it tells: the same for the same. */
  get version() {
    this.#version ??= hash('sha256', JSON.stringify(this.$attributes), 'base64url').slice(0, 8)
    return this.#version
  }
}
