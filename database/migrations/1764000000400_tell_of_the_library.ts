import { BaseSchema } from '@adonisjs/lucid/schema'

/** What the library tells of itself on its own page: texts as written, hours and days as JSON. */
const COLUMNS = [
  'name',
  'line',
  'address',
  'phone',
  'email',
  'hours',
  'closed_days',
  'language',
  'colour',
  'time_zone',
]

export default class extends BaseSchema {
  async up() {
    for (const column of COLUMNS) this.schema.raw(`alter table library add column ${column} text`)
    // The same notice in other languages, as JSON by the codes of these
    this.schema.raw('alter table notices add column translations text')
  }

  async down() {
    for (const column of COLUMNS) this.schema.raw(`alter table library drop column ${column}`)
    this.schema.raw('alter table notices drop column translations')
  }
}
