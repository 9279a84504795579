import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Each copy gets a number of the library's own, in the order of the books and then of when the
 * copies were added. The greatest that was ever given is counted, so that none is given twice.
 */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      const isPostgres = db.dialect.name === 'postgres'
      await db.rawQuery(
        `alter table book_instances add column code text ${isPostgres ? 'collate "C"' : ''}`
      )
      // Nothing changes that is counted or searched, and PostgreSQL's triggers do not tell
      if (isPostgres) await db.rawQuery('alter table book_instances disable trigger user')
      const row = isPostgres ? 'ctid' : 'rowid'
      await db.rawQuery(
        `update book_instances set code = cast(number as text)
         from (
           select ${row} as place, row_number() over (order by book_id, created_at, id) as number
           from book_instances order by place
         ) as numbered
         where book_instances.${row} = place`
      )
      if (isPostgres) await db.rawQuery('alter table book_instances enable trigger user')
      await db.rawQuery('create unique index book_instances_code_unique on book_instances (code)')
      await db.rawQuery(
        `insert into record_counts (name, count) select 'codes', count(*) from book_instances`
      )
    })
  }

  async down() {
    this.defer(async (db) => {
      await db.rawQuery(`delete from record_counts where name = 'codes'`)
      await db.rawQuery('drop index book_instances_code_unique')
      await db.rawQuery('alter table book_instances drop column code')
    })
  }
}
