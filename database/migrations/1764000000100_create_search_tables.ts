import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The search index is made by app/search/index_maker.ts, which knows of what form it has to be:
 * here stays only how it goes, whatever its form is. All that is named so is its own.
 */
export default class extends BaseSchema {
  async up() {}

  async down() {
    this.defer(async (db) => {
      const isPostgres = db.dialect.name === 'postgres'
      const result = await db.rawQuery(isPostgres ? POSTGRES_DROPS : SQLITE_DROPS)
      const drops: { statement: string }[] = isPostgres ? result.rows : result
      for (const { statement } of drops) await db.rawQuery(statement)
    })
  }
}

const SQLITE_DROPS = `
  select 'drop ' || type || ' if exists ' || name as statement from sqlite_schema
  where name glob 'search_*' and type in ('trigger', 'view', 'table')
  order by type = 'table', sql like 'create virtual %' desc, rowid desc`

const POSTGRES_DROPS = `
  select format('drop function %s cascade', oid::regprocedure) as statement from pg_proc
  where proname ^@ 'search_' and pronamespace = current_schema()::regnamespace
  union all
  select format('drop table %s cascade', oid::regclass) from pg_class
  where relname ^@ 'search_' and relkind = 'r' and relnamespace = current_schema()::regnamespace
  union all
  values ('drop index if exists books_by_year, books_by_newest')`
