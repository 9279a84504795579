import { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'

const FORMER = ['maintenance', 'on_loan', 'available', 'reserved']

/** A copy may be lost, or withdrawn from the library. */
export default class extends BaseSchema {
  async up() {
    this.defer((db) => allow(db, FORMER, [...FORMER, 'lost', 'withdrawn']))
  }

  async down() {
    this.defer(async (db) => {
      await db
        .from('book_instances')
        .whereIn('status', ['lost', 'withdrawn'])
        .update({ status: 'maintenance' })
      await allow(db, [...FORMER, 'lost', 'withdrawn'], FORMER)
    })
  }
}

async function allow(db: QueryClientContract, former: string[], statuses: string[]) {
  const listOf = (values: string[]) => values.map((value) => `'${value}'`).join(', ')
  if (db.dialect.name === 'postgres') {
    await db.rawQuery('alter table book_instances drop constraint book_instances_status_check')
    await db.rawQuery(
      `alter table book_instances add constraint book_instances_status_check
       check (status in (${listOf(statuses)}))`
    )
    return
  }
  // A check that allows more leaves each row as it is, so the text of the table is all that changes:
  // https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"
  const [{ schema_version: version }] = await db.rawQuery('pragma schema_version')
  await db.rawQuery('pragma writable_schema = on')
  await db.rawQuery(
    `update sqlite_schema set sql = replace(sql, ?, ?) where type = 'table' and name = 'book_instances'`,
    [listOf(former), listOf(statuses)]
  )
  await db.rawQuery(`pragma schema_version = ${Number(version) + 1}`)
  await db.rawQuery('pragma writable_schema = off')
}
