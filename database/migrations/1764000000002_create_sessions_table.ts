import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * One row a visitor. Moments are milliseconds since 1970, so that both
 * databases compare them alike in every time zone.
 */
export default class extends BaseSchema {
  protected tableName = 'sessions'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.string('id', 64).primary()
      table.text('data').notNullable()
      table.integer('version').notNullable().defaultTo(1)
      table.bigInteger('expires_at').notNullable().index()
      table.bigInteger('created_at').notNullable().defaultTo(0)
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
