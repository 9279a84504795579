import { configApp } from '@adonisjs/eslint-config'

const CLOCKS = [
  'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.object.name="DateTime"][callee.property.name="now"]',
  'CallExpression[callee.object.name="DateTime"][callee.property.name=/^(local|utc)$/][arguments.length=0]',
]

export default configApp(
  {
    ignores: ['.adonisjs/**', 'build/**', 'public/assets/**', 'database/schema.ts'],
  },
  {
    files: ['app/**/*.ts', 'commands/**/*.ts'],
    ignores: ['app/clock.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...CLOCKS.map((selector) => ({
          selector,
          message: 'Ask app/clock.ts for the time.',
        })),
      ],
    },
  }
)
