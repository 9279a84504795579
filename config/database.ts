import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/lucid'
import { SQLITE_SEARCH_TABLES } from '#search/sqlite_schema'
import env from '#start/env'

/** Taken from the folder that the program is started in, so that a new build keeps the database. */
const filename = resolve(env.get('SQLITE_PATH', 'storage/library.sqlite3'))
const folder = dirname(filename)
// Not recursive: a folder that is nowhere near is a mistyped path, not one to be made
if (!existsSync(folder)) mkdirSync(folder)

/**
 * How long SQLite itself waits for a lock, in milliseconds. It holds up all that the process asks
 * meanwhile, so in a server app/session/write_gate.ts does the longer waiting.
 */
const patience = app.getEnvironment() === 'web' ? 25 : 5000

export default defineConfig({
  connection: 'sqlite',
  prettyPrintDebugQueries: true,
  connections: {
    sqlite: {
      client: 'sqlite3',
      connection: { filename },
      useNullAsDefault: true,
      // an error's message is logged, and what visitors search for is not its business
      ...({ compileSqlOnError: false } as object),
      pool: {
        // recursive_triggers: so that the counts also see the rows that INSERT OR REPLACE removes
        afterCreate: (connection, done) =>
          connection.exec(
            `PRAGMA busy_timeout = 5000;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = NORMAL;
             PRAGMA foreign_keys = ON;
             PRAGMA recursive_triggers = ON;
             PRAGMA cache_size = -65536;
             PRAGMA busy_timeout = ${patience};`,
            (error: Error | null) => done(error, connection)
          ),
      },
      migrations: { naturalSort: true, paths: ['database/migrations'] },
      schemaGeneration: {
        enabled: app.inDev,
        rulesPaths: ['./database/schema_rules.js'],
        excludeTables: [
          'book_authors',
          'book_genres',
          'record_counts',
          'sessions',
          'session_successors',
          ...SQLITE_SEARCH_TABLES,
        ],
      },
    },
  },
})
