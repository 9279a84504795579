import { Exception } from '@adonisjs/core/exceptions'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import { explain } from '#exceptions/explain'
import { pendingMigrations } from '#backup/migrations'
import { recordCounts } from '#models/record_count'
import { alone } from '#sql/alone'
import env from '#start/env'
import LibraryCommand from './_library_command.js'

export default class LibrarySetup extends LibraryCommand {
  static commandName = 'library:setup'
  static description = 'Make the database ready: create it, migrate it, load the demo catalogue'
  static help = [
    'Does only what is missing, so it can run before every start. Of several at once, one does it.',
    'An empty library gets the demo catalogue; with DEMO_CATALOGUE=false it stays empty.',
  ]

  async run() {
    await alone(() => this.#prepare())
  }

  async #prepare() {
    await this.#migrate()
    const { books } = await recordCounts()
    if (books === 0 && env.get('DEMO_CATALOGUE', true)) {
      await this.#loadDemoCatalogue()
    }
  }

  async #migrate() {
    await this.#checkEncoding()
    const runner = new MigrationRunner(db, app, { direction: 'up' })
    await runner.run()
    await this.#checkMigrations(runner)
    if (runner.status === 'completed') this.#say('Prepared the database')
  }

  /** A migration whose COMMIT failed is done to Lucid, and may make the next one fail. */
  async #checkMigrations({ error, migratedFiles }: MigrationRunner) {
    if (explain(error)) throw error
    // By a new connection, which sees nothing but what was kept
    await db.manager.close(db.primaryConnectionName)
    const missing = await pendingMigrations()
    const lost = missing.find((name) => migratedFiles[name]?.status === 'completed')
    if (error && !lost) throw error
    if (missing.length === 0) return
    throw new Exception(
      `The database was not prepared, since it did not keep ${lost ?? missing[0]}. Look at its log and its free space, and start again.`,
      { status: 422 }
    )
  }

  /** Catalogues hold all scripts. */
  async #checkEncoding() {
    if (db.connection().dialect.name !== 'postgres') return
    const { rows } = await db.rawQuery('show server_encoding')
    const encoding: string = rows[0].server_encoding
    if (encoding === 'UTF8') return
    throw new Exception(
      `The PostgreSQL database holds texts in ${encoding}. Make one with "create database ... encoding 'UTF8' template template0".`,
      { status: 422 }
    )
  }

  async #loadDemoCatalogue() {
    const { default: DemoCatalogueSeeder } = await import('#database/seeders/demo_catalogue_seeder')
    await new DemoCatalogueSeeder(db.connection()).run()
    const { books, copies } = await recordCounts()
    this.#say(`Loaded the demo catalogue: ${books} books, ${copies} copies`)
  }

  #say(sentence: string) {
    this.logger.log(`• ${sentence}`)
  }
}
