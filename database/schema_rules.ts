import { type SchemaRules } from '@adonisjs/lucid/types/schema_generator'

/** JSON, which the model reads and writes. */
const JSON_TEXT = { tsType: 'unknown', decorators: [{ name: '@column' }] }

export default {
  tables: {
    desk_acts: {
      columns: {
        kind: { tsType: `'lent' | 'renewed' | 'returned'`, decorators: [{ name: '@column' }] },
        before: JSON_TEXT,
        yes: JSON_TEXT,
      },
    },
    member_files: { columns: { rows: JSON_TEXT, done: JSON_TEXT } },
    members: {
      columns: {
        role: {
          tsType: `'none' | 'helper' | 'librarian' | 'admin'`,
          decorators: [{ name: '@column' }],
        },
      },
    },
    library: { columns: { hours: JSON_TEXT, closed_days: JSON_TEXT } },
    notices: { columns: { translations: JSON_TEXT } },
    book_instances: {
      columns: {
        status: {
          tsType: `'maintenance' | 'on_loan' | 'available' | 'reserved' | 'lost' | 'withdrawn'`,
          decorators: [{ name: '@column' }],
        },
      },
    },
  },
} satisfies SchemaRules
