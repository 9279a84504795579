import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * One row, which tells what the search index was made by ('' before it is made, and of an index
 * from before this was noted), and up to which book, of which last one, while it is being made.
 */
export default class extends BaseSchema {
  protected tableName = 'index_state'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.string('schema', 64).notNullable()
      table.integer('done').nullable()
      table.integer('last').notNullable()
    })
    this.defer(async (db) => {
      await db.table(this.tableName).insert({ schema: '', done: 0, last: 0 })
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
