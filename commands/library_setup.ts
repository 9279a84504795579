import db from '@adonisjs/lucid/services/db'
import { recordCounts } from '#catalogue/record_count'
import { refresh } from '#search/book_index'
import { alone } from '#sql/alone'
import env from '#start/env'
import LibraryCommand from './_library_command.js'
import { prepareDatabase } from './_prepare_database.js'

export default class LibrarySetup extends LibraryCommand {
  static commandName = 'library:setup'
  static description =
    'Make the database ready: create it, migrate and index it, load the example books'
  static help = [
    'Does only what is missing, so it can run before every start. Of several at once, one does it.',
    'An empty library gets the example books; with DEMO_CATALOGUE=false it stays empty.',
  ]

  async run() {
    await alone(() => this.#prepare())
  }

  async #prepare() {
    await prepareDatabase((sentence) => this.say(sentence))
    const { books } = await recordCounts()
    if (books === 0 && env.get('DEMO_CATALOGUE', true)) {
      await this.#loadDemoCatalogue()
    }
  }

  async #loadDemoCatalogue() {
    const { default: DemoCatalogueSeeder } = await import('#database/seeders/demo_catalogue_seeder')
    await new DemoCatalogueSeeder(db.connection()).run()
    await refresh(db.connection())
    const { books, copies } = await recordCounts()
    this.say(`Loaded ${books} example books with ${copies} copies`)
  }
}
