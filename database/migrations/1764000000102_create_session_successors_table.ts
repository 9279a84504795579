import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Under which id a session went on, for requests that were under way when it
 * changed: without this, two of them would each begin a session of their own.
 */
export default class extends BaseSchema {
  protected tableName = 'session_successors'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.string('id', 64).primary()
      table.string('successor', 64).notNullable()
      table.bigInteger('expires_at').notNullable()
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
