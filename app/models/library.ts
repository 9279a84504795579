import { column } from '@adonisjs/lucid/orm'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { LRUCache } from 'lru-cache'
import { LibrarySchema } from '#database/schema'

/** What was read last, for a second, so that pages do not each ask. */
const LATEST = new LRUCache<'latest', Library>({
  max: 1,
  ttl: 1000,
  fetchMethod: () => Library.query().firstOrFail(),
  ignoreFetchAbort: true,
})

/** What is known of the library itself; there is one. */
export default class Library extends LibrarySchema {
  static table = 'library'

  /** Whether what the catalogue holds are examples, and not the books of the library. */
  @column({ consume: Boolean })
  declare isDemonstration: boolean

  /** As every server on this database shows it within a second. */
  static async current() {
    return (await LATEST.fetch('latest'))!
  }

  /** @returns Whether it was otherwise before */
  static async setDemonstration(client: QueryClientContract, isDemonstration: boolean) {
    const [changed] = await this.query({ client })
      .where('isDemonstration', !isDemonstration)
      .update({ isDemonstration })
    LATEST.clear()
    return changed > 0
  }
}
