import { createHash } from 'node:crypto'
import { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'

/** What the demonstration held before the library remembered of itself that it has it. */
const DEMONSTRATION = {
  counts: { books: 199, authors: 201, genres: 25, copies: 370 },
  /** SHA-256 of the titles in the order of their code units, each on a line of its own. */
  titles: '669776b42cba6c1c4fbaa2c4a8aabaa285c50beea9574aa07023c6811798a3a2',
}

/** One row, about the library itself. */
export default class extends BaseSchema {
  protected tableName = 'library'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.integer('id').primary()
      table.boolean('is_demonstration').notNullable()
      table.check('id = 1', [], 'one_library')
    })
    this.defer(async (db) => {
      await db
        .table(this.tableName)
        .insert({ id: 1, is_demonstration: await holdsDemonstrationAlone(db) })
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}

async function holdsDemonstrationAlone(db: QueryClientContract) {
  const counts = await db.from('record_counts').select('name', 'count')
  const isAsLarge = Object.entries(DEMONSTRATION.counts).every(([name, total]) =>
    counts.some((row) => row.name === name && Number(row.count) === total)
  )
  if (!isAsLarge) return false
  const books = await db.from('books').select('title')
  const titles = books.map(({ title }) => title).sort()
  return createHash('sha256').update(titles.join('\n')).digest('hex') === DEMONSTRATION.titles
}
