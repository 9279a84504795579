import { type SchemaRules } from '@adonisjs/lucid/types/schema_generator'

/** JSON, which the model reads and writes. */
const JSON_TEXT = { tsType: 'unknown', decorators: [{ name: '@column' }] }

export default {
  tables: {
    library: { columns: { hours: JSON_TEXT, closed_days: JSON_TEXT } },
    notices: { columns: { translations: JSON_TEXT } },
    book_instances: {
      columns: {
        status: {
          tsType: `'maintenance' | 'on_loan' | 'available' | 'reserved'`,
          decorators: [{ name: '@column' }],
        },
      },
    },
  },
} satisfies SchemaRules
