import { type SchemaRules } from '@adonisjs/lucid/types/schema_generator'

export default {
  tables: {
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
