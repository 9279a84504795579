import { configApp } from '@adonisjs/eslint-config'

const CLOCKS = [
  'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.object.name="DateTime"][callee.property.name="now"]',
  'CallExpression[callee.object.name="DateTime"][callee.property.name=/^(local|utc)$/][arguments.length=0]',
]

const ASK_CLOCK = CLOCKS.map((selector) => ({
  selector,
  message: 'Ask app/clock.ts for the time.',
}))

/** Lucid's own transactions, and what begins one where it is given none. */
const TRANSACTIONS = [
  'CallExpression[callee.property.name="transaction"]',
  'CallExpression[callee.property.name=/Many$/][arguments.length=1]',
].map((selector) => ({
  selector,
  message: 'A commit that fails has to be heard of: use transaction() of app/sql/transaction.ts.',
}))

export default configApp(
  {
    ignores: ['.adonisjs/**', 'build/**', 'public/assets/**', 'database/schema.ts'],
  },
  {
    files: ['app/**/*.ts', 'commands/**/*.ts'],
    ignores: ['app/clock.ts'],
    rules: { 'no-restricted-syntax': ['error', ...ASK_CLOCK, ...TRANSACTIONS] },
  },
  {
    files: ['{bin,config,database,providers,start}/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...TRANSACTIONS] },
  },
  {
    files: ['app/sql/transaction.ts'],
    rules: { 'no-restricted-syntax': ['error', ...ASK_CLOCK] },
  }
)
