import db from '@adonisjs/lucid/services/db'
import RefusedException from '#exceptions/refused_exception'
import { recordCounts } from '#catalogue/record_count'
import { completeIndex, refresh } from '#search/book_index'
import { alone } from '#sql/alone'
import { migrate } from '#sql/migrations'
import env from '#start/env'
import LibraryCommand from './_library_command.js'
import { ProgressBar } from './_progress_bar.js'

export default class LibrarySetup extends LibraryCommand {
  static commandName = 'library:setup'
  static description =
    'Make the database ready: create it, migrate and index it, load the demo catalogue'
  static help = [
    'Does only what is missing, so it can run before every start. Of several at once, one does it.',
    'An empty library gets the demo catalogue; with DEMO_CATALOGUE=false it stays empty.',
  ]

  async run() {
    await alone(() => this.#prepare())
  }

  async #prepare() {
    await this.#migrate()
    await this.#completeIndex()
    const { books } = await recordCounts()
    if (books === 0 && env.get('DEMO_CATALOGUE', true)) {
      await this.#loadDemoCatalogue()
    }
  }

  async #migrate() {
    await this.#checkEncoding()
    if (await migrate(db.primaryConnectionName)) this.#say('Prepared the database')
  }

  async #completeIndex() {
    const bar = new ProgressBar(process.stderr)
    let books = 0
    await completeIndex(db.connection(), (done, last) => {
      books = last
      bar.show(done / last, 'search index')
    })
    bar.end()
    if (books > 0) this.#say(`Made the search index, up to book number ${books}`)
  }

  /** Catalogues hold all scripts. */
  async #checkEncoding() {
    if (db.connection().dialect.name !== 'postgres') return
    const { rows } = await db.rawQuery('show server_encoding')
    const encoding: string = rows[0].server_encoding
    if (encoding === 'UTF8') return
    throw new RefusedException(
      `The PostgreSQL database holds texts in ${encoding}. Make one with "create database ... encoding 'UTF8' template template0".`
    )
  }

  async #loadDemoCatalogue() {
    const { default: DemoCatalogueSeeder } = await import('#database/seeders/demo_catalogue_seeder')
    await new DemoCatalogueSeeder(db.connection()).run()
    await refresh(db.connection())
    const { books, copies } = await recordCounts()
    this.#say(`Loaded the demo catalogue: ${books} books, ${copies} copies`)
  }

  #say(sentence: string) {
    this.logger.log(`• ${sentence}`)
  }
}
