import { BaseSchema } from '@adonisjs/lucid/schema'

const TABLES = ['books', 'authors', 'genres', 'book_authors', 'book_genres']

/**
 * Counts every change of the catalogue, so that what was read of it can be kept
 * until the count is another.
 */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.rawQuery(`insert into record_counts (name, count) values ('changes', 0)`)
      const statements = db.dialect.name === 'postgres' ? postgresTriggers() : sqliteTriggers()
      for (const statement of statements) await db.rawQuery(statement)
    })
  }

  async down() {
    this.defer(async (db) => {
      for (const table of TABLES) {
        if (db.dialect.name === 'postgres') {
          await db.rawQuery(`drop trigger if exists ${table}_change on ${table}`)
        } else {
          for (const event of ['insert', 'update', 'delete']) {
            await db.rawQuery(`drop trigger if exists ${table}_change_by_${event}`)
          }
        }
      }
      if (db.dialect.name === 'postgres')
        await db.rawQuery('drop function if exists count_change()')
      await db.rawQuery(`delete from record_counts where name = 'changes'`)
    })
  }
}

function sqliteTriggers() {
  return TABLES.flatMap((table) =>
    ['insert', 'update', 'delete'].map(
      (event) =>
        `create trigger ${table}_change_by_${event} after ${event} on ${table}
         begin update record_counts set count = count + 1 where name = 'changes'; end`
    )
  )
}

function postgresTriggers() {
  return [
    `create function count_change() returns trigger language plpgsql as $$
     begin
       update record_counts set count = count + 1 where name = 'changes';
       return null;
     end $$`,
    ...TABLES.map(
      (table) =>
        `create trigger ${table}_change after insert or update or delete or truncate on ${table}
         for each statement execute function count_change()`
    ),
  ]
}
