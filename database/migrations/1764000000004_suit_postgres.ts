import { BaseSchema } from '@adonisjs/lucid/schema'

/** Keys, by which the catalogue is sorted and searched: in the order of their letters' numbers. */
const KEYS = {
  languages: ['code', 'name_key'],
  genres: ['name_key'],
  authors: ['name_key', 'sort_key'],
  books: ['sort_key', 'match_key'],
  sessions: ['id'],
}
const TEXTS = {
  languages: ['name'],
  genres: ['name'],
  authors: ['name', 'sort_name'],
  books: ['publisher'],
  book_instances: ['imprint'],
}
const CATALOGUE = [
  'languages',
  'genres',
  'authors',
  'books',
  'book_authors',
  'book_genres',
  'book_instances',
]

/**
 * PostgreSQL orders texts by the rules of the language it was set up in, bounds
 * the length of strings and of what an index holds, and keeps fractions of
 * seconds; SQLite does none of this. Here the first is made to do as the second.
 *
 * Writers of the catalogue also come one after the other, as in SQLite: each
 * statement first takes the row of the count of books. Else two that change the
 * counts in another order would wait for each other.
 */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      if (db.dialect.name !== 'postgres') return
      for (const [table, columns] of Object.entries(KEYS)) {
        const changes = columns.map((column) => `alter ${column} type text collate "C"`)
        await db.rawQuery(`alter table ${table} ${changes.join(', ')}`)
      }
      for (const [table, columns] of Object.entries(TEXTS)) {
        const changes = columns.map((column) => `alter ${column} type text`)
        await db.rawQuery(`alter table ${table} ${changes.join(', ')}`)
      }
      for (const table of ['authors', 'books', 'book_instances']) {
        const changes = ['created_at', 'updated_at'].map(
          (column) => `alter ${column} type timestamptz(0)`
        )
        await db.rawQuery(`alter table ${table} ${changes.join(', ')}`)
      }
      await db.rawQuery(
        `create function take_turns() returns trigger language plpgsql as $$
         begin
           perform from record_counts where name = 'books' for update;
           return null;
         end $$`
      )
      for (const table of CATALOGUE) {
        await db.rawQuery(
          `create trigger take_turns before insert or update or delete or truncate on ${table}
           for each statement execute function take_turns()`
        )
      }
      await db.rawQuery('alter table books alter language_code type text collate "C"')
      await db.rawQuery('drop index books_match_key_index')
      await db.rawQuery('create index books_match_key_index on books using hash (match_key)')
    })
  }

  async down() {
    this.defer(async (db) => {
      if (db.dialect.name === 'postgres') await db.rawQuery('drop function take_turns() cascade')
    })
  }
}
