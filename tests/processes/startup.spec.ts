import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import sqlite3 from 'sqlite3'
import { openDatabase } from '#tests/helpers/databases'
import { makeDatabase } from '#tests/helpers/own_database'
import { freePort, Program, type Settings } from '#tests/helpers/site_process'

const SETUP = ['build/ace.js', 'library:setup']
const MIGRATIONS = readdirSync(app.migrationsPath()).length

/** A table of migrations that takes any in, and refuses them at the COMMIT. */
const REFUSING_SCHEMA = [
  'create table nobody (id integer primary key)',
  `create table adonis_schema (
     id ${process.env.DB_CONNECTION === 'postgres' ? 'serial' : 'integer'} primary key,
     name varchar(255) not null, batch integer not null,
     migration_time timestamp default current_timestamp,
     owner integer default 1 references nobody (id) deferrable initially deferred)`,
]

/** Runs a program of the build in a process of its own, with nothing but these settings. */
async function start(args: string[], settings: Settings) {
  const program = new Program(args, {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    ENV_PATH: settings.folder,
    APP_KEY: 'a-key-for-the-tests-and-for-nothing-else',
    LOG_LEVEL: 'fatal',
    ...settings,
  })
  const exitCode = await program.ended
  const output = `${program.output}${program.errors}`.split('\n').filter(Boolean)
  return { exitCode, output }
}

function execute(file: string, statements: string[]) {
  const database = new sqlite3.Database(file)
  return new Promise<void>((resolve, reject) => {
    database.exec(statements.join(';'), (error) => {
      database.close()
      error ? reject(error) : resolve()
    })
  })
}

function count(file: string, table: string) {
  const database = new sqlite3.Database(file)
  return new Promise<number>((resolve, reject) => {
    database.get<{ total: number }>(`select count(*) as total from ${table}`, (error, row) => {
      database.close()
      error ? reject(error) : resolve(row.total)
    })
  })
}

test.group('Start | library:setup', (group) => {
  let folder: string

  group.each.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'library-'))
    return () => rm(folder, { recursive: true })
  })

  test('makes the database with the example books, once', async ({ assert }) => {
    const file = join(folder, 'new/library.sqlite3')

    const first = await start(SETUP, { folder, SQLITE_PATH: file })
    assert.deepEqual(first, {
      exitCode: 0,
      output: ['• Prepared the database', '• Loaded 199 example books with 370 copies'],
    })
    const second = await start(SETUP, { folder, SQLITE_PATH: file })
    assert.deepEqual(second, { exitCode: 0, output: [] })
    assert.equal(await count(file, 'books'), 199)
    assert.equal(await count(file, 'book_instances'), 370)
  })

  test('two at once make one library, and both end well', async ({ assert }) => {
    const settings = { folder, SQLITE_PATH: join(folder, 'new/library.sqlite3') }
    const both = await Promise.all([1, 2].map(() => start(SETUP, settings)))
    assert.deepEqual(
      both.map(({ exitCode }) => exitCode),
      [0, 0],
      JSON.stringify(both)
    )
    assert.sameMembers(
      both.flatMap(({ output }) => output),
      ['• Prepared the database', '• Loaded 199 example books with 370 copies']
    )
    assert.equal(await count(settings.SQLITE_PATH, 'books'), 199)
    assert.equal(await count(settings.SQLITE_PATH, 'adonis_schema'), MIGRATIONS)
  })

  test('says in one line that the database did not keep a migration', async ({ assert }) => {
    const file = join(folder, 'library.sqlite3')
    await execute(file, REFUSING_SCHEMA)
    const { exitCode, output } = await start(SETUP, { folder, SQLITE_PATH: file })
    assert.equal(exitCode, 1)
    assert.lengthOf(output, 1)
    assert.match(
      output[0],
      /The database was not prepared, since it did not keep database\/migrations\/\d/
    )
  })

  test('leaves an empty library empty where the demo is not wanted', async ({ assert }) => {
    const file = join(folder, 'library.sqlite3')

    const { output } = await start(SETUP, {
      folder,
      SQLITE_PATH: file,
      DEMO_CATALOGUE: 'false',
    })
    assert.deepEqual(output, ['• Prepared the database'])
    assert.equal(await count(file, 'books'), 0)
  })
})

test.group('Start | library:setup on PostgreSQL', (group) => {
  group.tap((each) => each.skip(process.env.DB_CONNECTION !== 'postgres', 'Runs on PostgreSQL'))

  test('makes the tables with the example books, once', async ({ assert, cleanup }) => {
    const settings = {
      DB_CONNECTION: 'postgres',
      DATABASE_URL: await makeDatabase(`library_test_${process.pid}_setup`),
    }
    const first = await start(SETUP, settings)
    assert.deepEqual(first, {
      exitCode: 0,
      output: ['• Prepared the database', '• Loaded 199 example books with 370 copies'],
    })
    assert.deepEqual(await start(SETUP, settings), {
      exitCode: 0,
      output: [],
    })
    const client = openDatabase(settings)
    cleanup(() => db.manager.close(client.connectionName, true))
    const [{ total }] = await client.from('search_entries').count('* as total')
    assert.equal(Number(total), 199)
  })

  test('two at once make one library, and both end well', async ({ assert, cleanup }) => {
    const settings = {
      DB_CONNECTION: 'postgres',
      DATABASE_URL: await makeDatabase(`library_test_${process.pid}_both`),
      DATABASE_CONNECTIONS: '1',
    }
    const both = await Promise.all([1, 2].map(() => start(SETUP, settings)))
    assert.deepEqual(
      both.map(({ exitCode }) => exitCode),
      [0, 0],
      JSON.stringify(both)
    )
    const client = openDatabase(settings)
    cleanup(() => db.manager.close(client.connectionName, true))
    const [{ total }] = await client.from('books').count('* as total')
    assert.equal(Number(total), 199)
    const applied = await client.from('adonis_schema').select('name')
    assert.lengthOf(applied, MIGRATIONS)
  })

  test('says in one line that the database did not keep a migration', async ({ assert }) => {
    const settings = {
      DB_CONNECTION: 'postgres',
      DATABASE_URL: await makeDatabase(`library_test_${process.pid}_refusing`),
    }
    const client = openDatabase(settings)
    for (const statement of REFUSING_SCHEMA) await client.rawQuery(statement)
    await db.manager.close(client.connectionName, true)
    const { exitCode, output } = await start(SETUP, settings)
    assert.equal(exitCode, 1)
    assert.lengthOf(output, 1)
    assert.include(
      output[0],
      'The database was not prepared, since it did not keep database/migrations/'
    )
  })

  test('says in one line that the database is not there', async ({ assert }) => {
    const url = new URL(process.env.DATABASE_URL!)
    url.pathname = '/no_such_library'
    const { exitCode, output } = await start(SETUP, {
      DB_CONNECTION: 'postgres',
      DATABASE_URL: url.href,
    })
    assert.equal(exitCode, 1)
    assert.lengthOf(output, 1)
    assert.include(output[0], 'database "no_such_library" does not exist')
  })

  test('says in one line that the database is not in UTF-8', async ({ assert }) => {
    const { exitCode, output } = await start(SETUP, {
      DB_CONNECTION: 'postgres',
      DATABASE_URL: await makeDatabase(
        `library_test_${process.pid}_latin`,
        `template template0 encoding 'LATIN1' locale 'C'`
      ),
    })
    assert.equal(exitCode, 1)
    assert.lengthOf(output, 1)
    assert.include(output[0], 'LATIN1')
  })
})

test.group('Start | what is wrong is said in one line', (group) => {
  let folder: string

  group.each.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'library-'))
    return () => rm(folder, { recursive: true })
  })

  test('{title}')
    .with([
      {
        title: 'a database in a folder that is not there',
        settings: { SQLITE_PATH: '/nowhere/at/all/library.sqlite3' },
        says: 'The folder /nowhere/at/all cannot be created.',
      },
      {
        title: 'a port that is no number',
        settings: { PORT: 'http' },
        says: 'PORT must be a whole number from 0 to 65535 (now: "http")',
      },
      {
        title: 'a port that there is not',
        settings: { PORT: '70000' },
        says: 'PORT must be a whole number from 0 to 65535 (now: "70000")',
      },
      {
        title: 'half a secret',
        settings: { APP_KEY: 'abc' },
        says: 'APP_KEY must have at least 32 characters',
      },
      {
        title: 'a session age that is no length of time',
        settings: { SESSION_AGE: 'a while' },
        says: 'SESSION_AGE must be a length of time such as "14 days" (now: "a while")',
      },
      {
        title: 'proxies that are no addresses',
        settings: { TRUST_PROXY: 'true' },
        says: 'TRUST_PROXY must be a list of addresses such as "loopback"',
      },
      {
        title: 'a rate limit that is no number',
        settings: { RATE_LIMIT: 'many' },
        says: 'RATE_LIMIT must be a whole number from 0 to 999999999 (now: "many")',
      },
      {
        title: 'a kind of database that is not known',
        settings: { DB_CONNECTION: 'mysql' },
        says: '"DB_CONNECTION"',
      },
      {
        title: 'PostgreSQL without its address',
        settings: { DB_CONNECTION: 'postgres' },
        says: 'DATABASE_URL is not set',
      },
      {
        title: 'an address of another kind of database',
        settings: { DB_CONNECTION: 'postgres', DATABASE_URL: 'mysql://localhost/library' },
        says: 'DATABASE_URL must be the address of a PostgreSQL database',
      },
      {
        title: 'more processes than a machine has room for',
        settings: { WORKERS: '2000' },
        says: 'WORKERS must be a whole number from 1 to 1000 (now: "2000")',
      },
      {
        title: 'a shared terminal that waits for days',
        settings: { KIOSK_IDLE: '5000' },
        says: 'KIOSK_IDLE must be a number of minutes from 0 to 1440 (now: "5000")',
      },
      {
        title: 'a PostgreSQL server that does not answer',
        settings: { DB_CONNECTION: 'postgres', DATABASE_URL: 'postgres://127.0.0.1:1/library' },
        says: 'The PostgreSQL database cannot be used (connect ECONNREFUSED 127.0.0.1:1).',
      },
    ])
    .run(async ({ assert }, { settings, says }) => {
      const { exitCode, output } = await start(SETUP, {
        folder,
        SQLITE_PATH: join(folder, 'library.sqlite3'),
        ...settings,
      })
      assert.equal(exitCode, 1)
      assert.lengthOf(output, 1)
      assert.include(output[0], says)
    })

  test('no secret: what it says to run makes one that is taken', async ({ assert }) => {
    const file = join(folder, 'library.sqlite3')
    const settings = { folder, SQLITE_PATH: file, DEMO_CATALOGUE: 'false' }
    const { exitCode, output } = await start(SETUP, { ...settings, APP_KEY: '' })
    assert.equal(exitCode, 1)
    assert.lengthOf(output, 1)
    assert.include(output[0], 'APP_KEY is not set')
    assert.notInclude(output[0], 'node ace')

    const [, made] = output[0].match(/one is made by: node (-p ".*?")/)!
    const secret = execFileSync(process.execPath, made.replaceAll('"', '').split(' '))
    const taken = await start(SETUP, { ...settings, APP_KEY: String(secret).trim() })
    assert.equal(taken.exitCode, 0)
  })

  test('a folder in place of a database', async ({ assert }) => {
    const file = join(folder, 'library.sqlite3')
    await mkdir(file)
    const { exitCode, output } = await start(SETUP, { folder, SQLITE_PATH: file })
    assert.equal(exitCode, 1)
    assert.lengthOf(output, 1)
    assert.include(output[0], 'The database file cannot be used (SQLITE_CANTOPEN')
  })

  test('a file that is no database', async ({ assert }) => {
    const file = join(folder, 'library.sqlite3')
    await writeFile(file, 'not a database, but a text that is long enough to be one. '.repeat(20))

    const { exitCode, output } = await start(SETUP, {
      folder,
      SQLITE_PATH: file,
    })
    assert.equal(exitCode, 1)
    assert.lengthOf(output, 1)
    assert.include(output[0], 'file is not a database')
  })

  test('a port in use: {NAME}, with {WORKERS} workers')
    .with(
      ['PORT', 'METRICS_PORT'].flatMap((NAME) => ['1', '2'].map((WORKERS) => ({ NAME, WORKERS })))
    )
    .run(async ({ assert }, { NAME, WORKERS }) => {
      const { default: server } = await import('@adonisjs/core/services/server')
      const address = server.getNodeServer()!.address()
      const port = typeof address === 'object' ? address!.port : 0

      const { exitCode, output } = await start(['build/bin/server.js'], {
        folder,
        SQLITE_PATH: join(folder, 'library.sqlite3'),
        HOST: '127.0.0.1',
        METRICS_HOST: '127.0.0.1',
        PORT: String(await freePort()),
        [NAME]: String(port),
        WORKERS,
      })
      assert.equal(exitCode, 1)
      assert.deepEqual(output, [
        `Port ${port} is in use by another program. Set ${NAME} to a free one.`,
      ])
    })
})
