import { BaseSchema } from '@adonisjs/lucid/schema'

const TABLES = ['book_instances', 'languages']

/** Pages show copies and languages too: their changes count among those of the catalogue. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      for (const table of TABLES) {
        const statements =
          db.dialect.name === 'postgres'
            ? [
                `create trigger ${table}_change
                 after insert or update or delete or truncate on ${table}
                 for each statement execute function count_change()`,
              ]
            : ['insert', 'update', 'delete'].map(
                (event) =>
                  `create trigger ${table}_change_by_${event} after ${event} on ${table}
                   begin update record_counts set count = count + 1 where name = 'changes'; end`
              )
        for (const statement of statements) await db.rawQuery(statement)
      }
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
    })
  }
}
