import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('member_files', (table) => {
      table.increments('id')
      // As JSON: what the file says until that is done, and from then on what undoes it
      table.text('rows').notNullable()
      table.text('done').nullable()
      table.timestamp('created_at').notNullable()
      table.timestamp('done_at').nullable()
    })
  }

  async down() {
    this.schema.dropTable('member_files')
  }
}
