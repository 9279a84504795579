import { BaseSchema } from '@adonisjs/lucid/schema'

/** Where a copy stands, and of which series a book is which volume. */
export default class extends BaseSchema {
  async up() {
    this.schema.raw('alter table book_instances add column shelf_place text')
    this.schema.raw('alter table books add column series text')
    this.schema.raw('alter table books add column volume text')
  }

  async down() {
    this.schema.raw('alter table book_instances drop column shelf_place')
    this.schema.raw('alter table books drop column series')
    this.schema.raw('alter table books drop column volume')
  }
}
