import { BaseSchema } from '@adonisjs/lucid/schema'
import { createIndex, dropIndex } from '#search/postgres_index'
import { SQLITE_SEARCH_SCHEMA } from '#search/sqlite_schema'
import { fillFoldedLetters } from '#search/sqlite_index'

export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      if (db.dialect.name === 'postgres') return createIndex(db)
      for (const statement of SQLITE_SEARCH_SCHEMA) {
        await db.rawQuery(statement)
      }
      await fillFoldedLetters(db)
      await db.rawQuery('insert into search_touched (book_id) select id from books order by id')
    })
  }

  async down() {
    this.defer(async (db) => {
      if (db.dialect.name === 'postgres') return dropIndex(db)
      const made = SQLITE_SEARCH_SCHEMA.map((statement) =>
        statement.match(/create (?:virtual )?(table|view|trigger) (\w+)/)
      )
      for (const match of made.reverse()) {
        if (match) await db.rawQuery(`drop ${match[1]} if exists ${match[2]}`)
      }
    })
  }
}
