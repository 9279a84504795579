import { BaseSchema } from '@adonisjs/lucid/schema'

/** The tables whose rows are counted, under the name that their count has. */
const COUNTED = {
  books: 'books',
  authors: 'authors',
  genres: 'genres',
  copies: 'book_instances',
}

/**
 * Counts that the database keeps as rows come and go, so that the index reads
 * five numbers whatever the size of the catalogue.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('record_counts', (table) => {
      table.string('name', 32).primary()
      table.integer('count').notNullable().defaultTo(0)
    })
    this.defer(async (db) => {
      for (const [name, table] of Object.entries(COUNTED)) {
        await db.rawQuery(
          `insert into record_counts (name, count) select '${name}', count(*) from ${table}`
        )
      }
      await db.rawQuery(
        `insert into record_counts (name, count)
         select 'copies_available', count(*) from book_instances where status = 'available'`
      )
      const triggers = db.dialect.name === 'postgres' ? postgresTriggers() : sqliteTriggers()
      for (const statement of triggers) {
        await db.rawQuery(statement)
      }
    })
  }

  async down() {
    this.defer(async (db) => {
      const names = [...Object.keys(COUNTED), 'copies_available']
      for (const name of names) {
        if (db.dialect.name === 'postgres') {
          await db.rawQuery(`drop function if exists count_${name}() cascade`)
        } else {
          for (const event of ['added', 'changed', 'removed']) {
            await db.rawQuery(`drop trigger if exists ${name}_${event}`)
          }
        }
      }
    })
    this.schema.dropTable('record_counts')
  }
}

function sqliteTriggers() {
  const change = (name: string, by: '+ 1' | '- 1') =>
    `begin update record_counts set count = count ${by} where name = '${name}'; end`
  return [
    ...Object.entries(COUNTED).flatMap(([name, table]) => [
      `create trigger ${name}_added after insert on ${table} ${change(name, '+ 1')}`,
      `create trigger ${name}_removed after delete on ${table} ${change(name, '- 1')}`,
    ]),
    `create trigger copies_available_added after insert on book_instances
     when new.status = 'available' ${change('copies_available', '+ 1')}`,
    `create trigger copies_available_removed after delete on book_instances
     when old.status = 'available' ${change('copies_available', '- 1')}`,
    `create trigger copies_available_changed after update of status on book_instances
     when (old.status = 'available') <> (new.status = 'available')
     begin
       update record_counts set count = count + iif(new.status = 'available', 1, -1)
       where name = 'copies_available';
     end`,
  ]
}

/** Per statement, with transition tables: a bulk insert updates its count once. */
function postgresTriggers() {
  const counter = (name: string, table: string, condition: string) => [
    `create function count_${name}() returns trigger language plpgsql as $$
     declare difference integer := 0;
     begin
       if tg_op = 'TRUNCATE' then
         update record_counts set count = 0 where name = '${name}';
         return null;
       end if;
       if tg_op <> 'INSERT' then
         difference := difference - (select count(*) from removed where ${condition});
       end if;
       if tg_op <> 'DELETE' then
         difference := difference + (select count(*) from added where ${condition});
       end if;
       if difference <> 0 then
         update record_counts set count = count + difference where name = '${name}';
       end if;
       return null;
     end $$`,
    `create trigger count_${name}_added after insert on ${table}
     referencing new table as added for each statement execute function count_${name}()`,
    `create trigger count_${name}_changed after update on ${table}
     referencing old table as removed new table as added
     for each statement execute function count_${name}()`,
    `create trigger count_${name}_removed after delete on ${table}
     referencing old table as removed for each statement execute function count_${name}()`,
    `create trigger count_${name}_truncated after truncate on ${table}
     for each statement execute function count_${name}()`,
  ]
  return [
    ...Object.entries(COUNTED).flatMap(([name, table]) => counter(name, table, 'true')),
    ...counter('copies_available', 'book_instances', `status = 'available'`),
  ]
}
