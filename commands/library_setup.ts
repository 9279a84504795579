import { flags } from '@adonisjs/core/ace'
import db from '@adonisjs/lucid/services/db'
import { makeSetupLink } from '#accounts/setup'
import { recordCounts } from '#catalogue/record_count'
import { appUrl } from '#config/app'
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

  @flags.boolean({ description: 'While there is no admin, print a link to set the library up' })
  declare link: boolean

  async run() {
    await alone(() => this.#prepare())
  }

  async #prepare() {
    await prepareDatabase((sentence) => this.say(sentence))
    const { books } = await recordCounts()
    if (books === 0 && env.get('DEMO_CATALOGUE', true)) {
      await this.#loadDemoCatalogue()
    }
    const path = this.link && (await makeSetupLink())
    if (path) {
      this.say('The library has no admin yet. This link makes one of you, once and within an hour:')
      this.logger.log(`  ${ownAddress()}${path}`)
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

/** On the machine itself it is PORT that holds, whatever APP_URL was left at. */
function ownAddress() {
  const isHere = new URL(appUrl).hostname === 'localhost'
  return isHere ? `http://localhost:${env.get('PORT', 3333)}` : appUrl
}
