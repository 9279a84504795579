import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('languages', (table) => {
      table.string('code', 8).primary()
      table.string('name').notNullable()
      table.string('name_key').notNullable().unique()
    })

    this.schema.createTable('genres', (table) => {
      table.increments('id')
      table.string('name').notNullable()
      table.string('name_key').notNullable().unique()
    })

    this.schema.createTable('authors', (table) => {
      table.increments('id')
      table.string('name').notNullable()
      table.string('name_key').notNullable().unique()
      table.string('sort_name').notNullable()
      table.string('sort_key').notNullable()
      table.string('born', 16).nullable()
      table.string('died', 16).nullable()
      table.timestamp('created_at').notNullable()
      table.timestamp('updated_at').notNullable()
      table.index(['sort_key', 'id'])
    })

    this.schema.createTable('books', (table) => {
      table.increments('id')
      table.text('title').notNullable()
      table.text('subtitle').nullable()
      table.text('sort_title').notNullable()
      table.text('sort_key').notNullable()
      table.text('match_key').notNullable().index()
      table.text('summary').nullable()
      table.string('isbn', 13).nullable().unique()
      table.string('publisher').nullable()
      table.integer('year').nullable().index()
      table
        .string('language_code', 8)
        .nullable()
        .references('languages.code')
        .onDelete('RESTRICT')
        .index()
      table.timestamp('created_at').notNullable().index()
      table.timestamp('updated_at').notNullable()
      table.index(['sort_key', 'id'])
    })

    this.schema.createTable('book_authors', (table) => {
      table.integer('book_id').notNullable().references('books.id').onDelete('CASCADE')
      table.integer('author_id').notNullable().references('authors.id').onDelete('RESTRICT')
      table.integer('position').notNullable().defaultTo(0)
      table.primary(['book_id', 'author_id'])
      table.index(['author_id', 'book_id'])
    })

    this.schema.createTable('book_genres', (table) => {
      table.integer('book_id').notNullable().references('books.id').onDelete('CASCADE')
      table.integer('genre_id').notNullable().references('genres.id').onDelete('RESTRICT')
      table.primary(['book_id', 'genre_id'])
      table.index(['genre_id', 'book_id'])
    })

    this.schema.createTable('book_instances', (table) => {
      table.uuid('id').primary()
      table.integer('book_id').notNullable().references('books.id').onDelete('RESTRICT').index()
      table.string('imprint').nullable()
      table
        .enum('status', ['maintenance', 'on_loan', 'available', 'reserved'])
        .notNullable()
        .defaultTo('maintenance')
      table.date('due_back').nullable()
      table.timestamp('created_at').notNullable()
      table.timestamp('updated_at').notNullable()
      table.check(`due_back is null or status = 'on_loan'`, [], 'due_back_only_on_loan')
      table.index(['status', 'due_back'])
    })
  }

  async down() {
    for (const table of [
      'book_instances',
      'book_genres',
      'book_authors',
      'books',
      'authors',
      'genres',
      'languages',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
