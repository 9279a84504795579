import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Whether the cookie of a session ever came back, and those of which it did not
 * by age: they are bounded in number. Sessions from before count as returned.
 */
export default class extends BaseSchema {
  protected tableName = 'sessions'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.integer('returned').notNullable().defaultTo(1)
    })
    this.schema.raw(
      `create index sessions_unreturned_index on sessions (created_at, expires_at)
       where returned = 0`
    )
  }

  async down() {
    this.schema.raw('drop index sessions_unreturned_index')
    this.schema.raw('alter table sessions drop column returned')
  }
}
