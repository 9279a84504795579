import { readdir, readFile } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { test } from '@japa/runner'
import sqlite3 from 'sqlite3'
import LibrarySetup from '#commands/library_setup'
import { moveLibrary } from '#move/mover'
import { NO_FILTERS } from '#search/filters'
import { completeIndex, dropIndex, rebuildIndex, refreshBriefly } from '#search/book_index'
import { findBooks } from '#search/engine'
import { parseQuery } from '#search/query'
import { run } from '#sql/statement'
import { transaction } from '#sql/transaction'
import { runCommand } from '#tests/helpers/console'
import { openDatabase } from '#tests/helpers/databases'
import { openDemoLibrary } from '#tests/helpers/demo'
import { Folder } from '#tests/helpers/files'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { makeDatabase } from '#tests/helpers/own_database'
import { checkIndex, contentOfIndex } from '#tests/helpers/search_index'
import { Visitor } from '#tests/helpers/visitor'

const isPostgres = db.connection().dialect.name === 'postgres'
const kind = isPostgres ? 'postgres' : 'sqlite'

/** The SQLite file of the tests. */
async function filename() {
  const [{ file }] = await run(db.connection(), 'pragma database_list', [])
  return file as string
}

async function healthOfIndex() {
  const page = await new Visitor().visit('/health')
  return { status: page.status, index: JSON.parse(page.body).index }
}

async function countOf(word: string) {
  await refreshBriefly()
  const { total } = await findBooks({
    query: parseQuery(word),
    filters: NO_FILTERS,
    order: 'relevance',
    facets: false,
    offset: 0,
    limit: 1,
  })
  return total
}

/** Puts many books called "Pond" on the list at once. */
async function listPonds(count: number) {
  await db.rawQuery(
    `with recursive numbers (number) as (
       select 1 union all select number + 1 from numbers where number < ${count}
     )
     insert into books (title, sort_title, sort_key, match_key, created_at, updated_at)
     select 'Pond ' || number, 'Pond', 'pond', 'pond', '2026-01-01', '2026-01-01' from numbers`
  )
}

test.group('Search | making the index', (group) => {
  group.each.setup(emptyLibrary)
  group.each.teardown(async () => {
    await emptyLibrary()
    await rebuildIndex(db.connection())
  })

  test('cut short, it is finished by library:setup; meanwhile /health tells how far it is', async ({
    assert,
  }) => {
    await listPonds(5_000)
    const [{ last }] = await db.from('books').max('id as last')
    assert.deepEqual(await healthOfIndex(), { status: 200, index: undefined })
    await assert.rejects(
      () =>
        rebuildIndex(db.connection(), (done) => {
          if (done >= last - 3_000) throw new Error('killed')
        }),
      'killed'
    )

    const { status, index } = await healthOfIndex()
    assert.equal(status, 200)
    assert.equal(index.last, last)
    assert.isBelow(index.done, last)
    assert.isAbove(index.done, last - 5_000)
    assert.isBelow(await countOf('pond'), 5_000)
    await listBook('Pond in between')

    const indexed: number[] = []
    await completeIndex(db.connection(), (done) => {
      indexed.push(done)
      if (indexed.length === 1) throw new Error('killed')
    }).catch(() => {})
    assert.isAbove(indexed[0], index.done)
    const setup = await runCommand(LibrarySetup, [])
    assert.deepEqual(setup.errors, [])
    assert.deepEqual(setup.output, [`• Made the search index, up to book number ${last}`])
    assert.equal(await countOf('pond'), 5_001)
    assert.deepEqual(await healthOfIndex(), { status: 200, index: undefined })
    await checkIndex()
    const again = await runCommand(LibrarySetup, [])
    assert.deepEqual(again.output, [])
  })

  test('begun twice at once, it comes out once', async ({ assert }) => {
    await listPonds(3_000)
    const other = openDatabase(
      isPostgres ? { DATABASE_URL: process.env.DATABASE_URL! } : { SQLITE_PATH: await filename() }
    )
    try {
      await Promise.all([rebuildIndex(db.connection()), rebuildIndex(other)])
      let begunAgain: Promise<void> | undefined
      await rebuildIndex(db.connection(), () => {
        begunAgain ??= rebuildIndex(other)
      })
      await begunAgain
    } finally {
      await db.manager.close(other.connectionName, true)
    }
    assert.equal(await countOf('pond'), 3_000)
    const { books } = await db.from('search_terms').where('term', 'pond').firstOrFail()
    assert.equal(books, 3_000)
    await checkIndex()
  })
})

const SCHEMA = isPostgres
  ? `select proname as name, prosrc as sql from pg_proc where proname ^@ 'search_'
     union all
     select viewname, definition from pg_views where viewname ^@ 'search_'
     union all
     select tgname, pg_get_triggerdef(oid) from pg_trigger where tgname ^@ 'search_'
     union all
     select indexname, indexdef from pg_indexes where tablename ^@ 'search_' or indexname ^@ 'books_by'
     order by name, sql`
  : `select name, sql from sqlite_schema where name glob 'search_*' order by name`

async function formOfIndex(client: QueryClientContract) {
  return { schema: await run(client, SCHEMA), content: await contentOfIndex(client) }
}

/** Runs a whole script, past what a query runs. */
async function runScript(script: string) {
  if (isPostgres) return db.knexRawQuery(script.replaceAll('?', '\\?'))
  const database = new sqlite3.Database(await filename())
  await new Promise<void>((resolve, reject) => {
    database.exec(script, (error) => database.close(() => (error ? reject(error) : resolve())))
  })
}

/** The same library, in a database that today's program made. */
async function madeAnew(folder: Folder) {
  const client = openDatabase(
    isPostgres
      ? { DATABASE_URL: await makeDatabase(`library_test_${process.pid}_anew`) }
      : { SQLITE_PATH: folder.path('anew.sqlite3') }
  )
  const runner = new MigrationRunner(db, app, {
    direction: 'up',
    connectionName: client.connectionName,
  })
  await runner.run()
  if (runner.error) throw runner.error
  await completeIndex(client)
  await transaction(db.connection(), (snapshot) => moveLibrary(snapshot, client))
  await completeIndex(client)
  return client
}

const fixtures = await readdir(app.makePath('tests/fixtures/search_schemas'))
const scripts = fixtures.filter((name) => name.startsWith(kind)).sort()

test.group('Search | the index of a library of an older version', (group) => {
  group.each.setup(() => async () => {
    await emptyLibrary()
    await rebuildIndex(db.connection())
  })

  test('is made anew by library:setup, of the form that {$self} gave it')
    .with(scripts)
    .run(async ({ assert, cleanup }, script) => {
      const folder = await Folder.make()
      cleanup(() => folder.remove())
      await openDemoLibrary()
      await listBook(`O'Brien's "Spider-Man" — Größe_2 日本語 Тест`, { year: -43, copies: 1 })

      await transaction(db.connection(), dropIndex)
      await db.rawQuery('drop table index_state')
      await db.from('adonis_schema').where('name', 'like', '%_create_index_state_table').delete()
      // Each script makes of the index of the version before that of the next
      for (const name of scripts.slice(0, scripts.indexOf(script) + 1)) {
        await runScript(await readFile(app.makePath('tests/fixtures/search_schemas', name), 'utf8'))
      }
      // Those from the sixth on note all books by themselves, and index none
      if (isPostgres) await db.rawQuery('select search_index(array(select id from books))')
      else if (script < 'sqlite_6') {
        await db.rawQuery('insert into search_touched (book_id) select id from books')
      }

      const { errors, output } = await runCommand(LibrarySetup, [])
      assert.deepEqual(errors, [])
      assert.match(output.join('\n'), /Made the search index, up to book number \d+/)
      await checkIndex()
      const other = await madeAnew(folder)
      cleanup(() => db.manager.close(other.connectionName, true))
      assert.deepEqual(await formOfIndex(db.connection()), await formOfIndex(other))
      await listBook('Zyzzyva')
      assert.equal(await countOf('zyzzyva'), 1)
      await checkIndex()
    })
})
