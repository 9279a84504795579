import { existsSync, mkdirSync } from 'node:fs'
import { Socket } from 'node:net'
import { dirname, resolve } from 'node:path'
import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/lucid'
import { SQLITE_SEARCH_TABLES } from '#search/sqlite/schema'
import { rememberFile } from '#sql/database_file'
import env from '#start/env'
import { interruptible } from '#stop'

/** After how long the site gives up on a PostgreSQL server that says nothing, in milliseconds. */
const SILENCE = 5_000
/** How long opening a connection may take; short, so that the next try comes soon when the server is back. */
const OPENING = 1_000

/** Settings of the driver, whose types Lucid does not know. */
const silence = { connectionTimeoutMillis: OPENING, keepAlive: true }

const isWeb = app.getEnvironment() === 'web'
const connection = env.get('DB_CONNECTION', 'sqlite')

/** Taken from the folder that the program is started in, so that a new build keeps the database. */
const filename = resolve(env.get('SQLITE_PATH', 'storage/library.sqlite3'))
const folder = dirname(filename)
// A folder that is nowhere near is a mistyped path, not one to be made
if (connection === 'sqlite' && !existsSync(folder)) {
  mkdirSync(folder, { recursive: existsSync(dirname(folder)) })
}

const migrations = { naturalSort: true, paths: ['database/migrations'] }

/** A connection that ends when the server falls silent, so that visitors get an answer and the next try a new one. */
function impatientSocket() {
  const socket = new Socket()
  return socket.setTimeout(SILENCE, () => {
    socket.destroy(
      Object.assign(new Error('The database server does not answer'), { code: 'ETIMEDOUT' })
    )
  })
}

/**
 * How long SQLite itself waits for a lock, in milliseconds. It holds up all that the process asks
 * meanwhile, so in a server app/session/circuit_breaker.ts does the longer waiting.
 */
const patience = isWeb ? 25 : 5000

/**
 * Pages read side by side: a request waits for no other's statement. Writes still go one after the
 * other, as SQLite has it. Kept open, since each has its own memory of the file, in kilobytes, and
 * its own prepared statements. A command has one, whose settings it may change.
 */
const readers = isWeb ? 4 : 1
const memory = 16_384 / readers

export default defineConfig({
  connection,
  prettyPrintDebugQueries: true,
  connections: {
    sqlite: {
      client: 'sqlite3',
      connection: { filename },
      useNullAsDefault: true,
      // an error's message is logged, and what visitors search for is not its business
      ...({ compileSqlOnError: false } as object),
      pool: {
        min: readers,
        max: readers,
        // recursive_triggers: so that the counts also see the rows that INSERT OR REPLACE removes
        afterCreate: (client, done) => {
          rememberFile(client.filename)
          interruptible(client)
          client.exec(
            `PRAGMA busy_timeout = 5000;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = NORMAL;
             PRAGMA foreign_keys = ON;
             PRAGMA recursive_triggers = ON;
             PRAGMA cache_size = -${memory};
             PRAGMA busy_timeout = ${patience};`,
            (error: Error | null) => done(error, client)
          )
        },
      },
      migrations,
      schemaGeneration: {
        enabled: app.inDev,
        rulesPaths: ['./database/schema_rules.js'],
        excludeTables: [
          'book_authors',
          'book_genres',
          'record_counts',
          'sessions',
          'session_successors',
          'index_state',
          'sign_in_tries',
          'one_time_links',
          ...SQLITE_SEARCH_TABLES,
        ],
      },
    },
    postgres: {
      client: 'pg',
      connection: {
        connectionString: env.get('DATABASE_URL'),
        ...silence,
        // The console may run a statement for minutes; a page may not
        ...(isWeb && { stream: impatientSocket }),
      },
      pool: {
        min: 0,
        max: env.get('DATABASE_CONNECTIONS', 10),
        acquireTimeoutMillis: 2 * SILENCE,
        // Times without a zone are those of this machine, as they are in SQLite; and what the site
        // began and was cut off from must not stay locked
        afterCreate: (client, done) =>
          client.query(
            `set time zone '${Intl.DateTimeFormat().resolvedOptions().timeZone}';
             set idle_in_transaction_session_timeout = ${isWeb ? SILENCE : 0}`,
            (error: Error | null) => done(error, client)
          ),
      },
      migrations,
      // database/schema.ts is written from SQLite alone
      schemaGeneration: { enabled: false },
    },
  },
})
