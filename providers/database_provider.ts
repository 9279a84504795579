import type { ApplicationService } from '@adonisjs/core/types'

/** Opens the database as the site starts: by that, other programs know that a site is using it. */
export default class DatabaseProvider {
  constructor(protected app: ApplicationService) {}

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    const db = await this.app.container.make('lucid.db')
    // A table has to be read, since SQLite takes its lock with that. Not waited for: a database that
    // is away is met, and answered for, by the pages that need it
    void db.rawQuery('select name from record_counts').catch(() => {})
  }
}
