import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('members', (table) => {
      table.increments('id')
      table.string('card', 40).notNullable().unique()
      table.text('name').notNullable()
      table.text('sort_key').notNullable().index()
      table.text('email').nullable()
      // As it is found: in small letters
      table.text('email_key').nullable().unique()
      table.string('language', 20).nullable()
      table.text('group_name').nullable()
      table.text('note').nullable()
      table.date('expires_on').nullable()
      table.text('barred').nullable()
      table.enum('role', ['none', 'helper', 'librarian', 'admin']).notNullable().defaultTo('none')
      table.text('password').nullable()
      table.boolean('is_history_kept').notNullable().defaultTo(false)
      // Comes with the example books, and goes with them
      table.boolean('is_example').notNullable().defaultTo(false)
      table.timestamp('created_at').notNullable()
      table.timestamp('updated_at').notNullable()
    })

    // A browser in which a member is signed in: the session has its id
    this.schema.createTable('sign_ins', (table) => {
      table.string('id', 43).primary()
      table.integer('member_id').notNullable().references('members.id').onDelete('CASCADE').index()
      // Browser and system in words, never an address
      table.text('agent').notNullable()
      // Milliseconds since 1970
      table.bigInteger('began').notNullable()
      table.bigInteger('seen').notNullable()
      // When the password was told last
      table.bigInteger('proved').notNullable()
    })

    // Tries to sign in, of an address and of a name, each as a hash
    this.schema.createTable('sign_in_tries', (table) => {
      table.string('id', 43).primary()
      table.integer('count').notNullable()
      table.bigInteger('until').notNullable()
    })

    // Links that work once: to set the library up, or a password anew
    this.schema.createTable('one_time_links', (table) => {
      table.string('id', 43).primary()
      table.integer('member_id').nullable().references('members.id').onDelete('CASCADE')
      table.bigInteger('until').notNullable()
    })

    this.schema.createTable('loans', (table) => {
      table.increments('id')
      table
        .uuid('copy_id')
        .notNullable()
        .references('book_instances.id')
        .onDelete('CASCADE')
        .index()
      // Of a loan that is forgotten, null; whoever has a loan open cannot be deleted
      table.integer('member_id').nullable().references('members.id').onDelete('RESTRICT').index()
      table.text('group_name').nullable()
      table.timestamp('lent_at').notNullable()
      table.date('due_on').nullable()
      table.integer('renewals').notNullable().defaultTo(0)
      table.timestamp('returned_at').nullable()
      table.index(['returned_at', 'due_on'])
    })
    // Two desks cannot lend one copy
    this.schema.raw('create unique index loans_open on loans (copy_id) where returned_at is null')

    this.schema.createTable('desk_acts', (table) => {
      table.increments('id')
      table.enum('kind', ['lent', 'renewed', 'returned']).notNullable()
      table.timestamp('done_at').notNullable().index()
      table.integer('by_id').nullable().references('members.id').onDelete('SET NULL')
      table
        .uuid('copy_id')
        .notNullable()
        .references('book_instances.id')
        .onDelete('CASCADE')
        .index()
      table.integer('loan_id').nullable().references('loans.id').onDelete('SET NULL').index()
      // The id of the scan that it was done by, so that it is done once
      table.string('scan', 40).nullable().unique()
      // What undoing it puts back, and what the desk said yes to, as JSON
      table.text('before').notNullable()
      table.text('yes').nullable()
      table.timestamp('undone_at').nullable()
    })

    // What is out when the desk comes is out to nobody whose name is known
    this.defer(async (db) => {
      await db.rawQuery(
        `insert into loans (copy_id, lent_at, due_on)
         select id, updated_at, due_back from book_instances where status = 'on_loan'`
      )
    })
  }

  async down() {
    for (const table of [
      'desk_acts',
      'loans',
      'one_time_links',
      'sign_in_tries',
      'sign_ins',
      'members',
    ])
      this.schema.dropTable(table)
  }
}
