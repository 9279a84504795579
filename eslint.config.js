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

/**
 * The rooms of the house, from the ground up. Each imports only from those below it, and
 * what floats on top (controllers, commands, providers, start and bin) from all.
 */
const FLOORS = [
  ['clock', 'address', 'stop', 'files', 'sql', 'covers'],
  ['catalogue', 'exceptions'],
  ['about'],
  ['models', 'session'],
  ['languages'],
  ['search'],
  ['accounts', 'desk', 'pages', 'visitor', 'import', 'backup', 'move'],
  ['members'],
  ['middleware'],
  ['controllers'],
]
const DOORS = ['commands', 'providers', 'start', 'tests']

/** Single files, which the rooms of the ground floor may ask too. */
const OPEN = ['clock', 'address', 'stop']

const rooms = FLOORS.flatMap((floor, height) =>
  floor.map((room) => {
    const closed = FLOORS.slice(height)
      .flat()
      .filter((other) => other !== room && !OPEN.includes(other))
    return {
      files: [`app/${room}/**/*.ts`, `app/${room}.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                regex: `^#(${[...closed, ...DOORS].join('|')})(/|$)`,
                message:
                  'A room imports only from the rooms below it: see FLOORS in eslint.config.js.',
              },
              { group: ['../**'], message: 'Import from another room by its name: #room/file.' },
            ],
          },
        ],
      },
    }
  })
)

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
  },
  ...rooms
)
