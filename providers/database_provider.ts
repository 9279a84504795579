import { setTimeout as wait } from 'node:timers/promises'
import type { ApplicationService } from '@adonisjs/core/types'

/** So long the start of the site waits for its database, in milliseconds. */
const PATIENCE = 1_000

/** Opens the database before the site listens: by that, other programs know that a site is using it. */
export default class DatabaseProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    if (this.app.getEnvironment() !== 'web') return
    const db = await this.app.container.make('lucid.db')
    // A table has to be read, since SQLite takes its lock with that. A database that is away is met,
    // and answered for, by the pages that need it
    const opened = db.rawQuery('select name from record_counts').catch(() => {})
    await Promise.race([opened, wait(PATIENCE)])
  }
}
