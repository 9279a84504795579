import { setTimeout } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { recordCounts } from '#catalogue/record_count'
import Library from '#models/library'
import { NO_FILTERS } from '#search/filters'
import { searchBooks } from '#search/search'
import { openDatabase } from '#tests/helpers/databases'
import { openDemoLibrary } from '#tests/helpers/demo'
import { Folder, importFile } from '#tests/helpers/files'
import { contentOfLibrary, emptyLibrary, listBook } from '#tests/helpers/library'
import { type Program, startAce } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

/** Runs db:move in a process of its own, between the tests' database and a file. */
function move(filename: string, ...args: string[]) {
  return startAce(['db:move', ...args], { SQLITE_PATH: filename })
}

async function moved(filename: string, ...args: string[]) {
  const command = move(filename, ...args)
  const exitCode = await command.ended
  const output = command.output + command.errors
  return { exitCode, output, facts: output.startsWith('{') ? JSON.parse(output) : {} }
}

/** The source tells what it was asked last, by whoever reads it. */
async function waitUntilHalfRead(command: Program) {
  const asked = db
    .from('pg_stat_activity')
    .whereRaw('datname = current_database()')
    .whereLike('query', 'select cast(%from book_authors%')
  while (command.exitCode === null && !(await asked.clone().first())) await setTimeout(20)
}

async function countBooks(filename: string) {
  const client = openDatabase({ SQLITE_PATH: filename }, 'sqlite')
  const [{ total }] = await client.from('books').count('* as total')
  await db.manager.close(client.connectionName, true)
  return Number(total)
}

/** The number that no copy added later may have. */
async function lastCode(client = db.connection()) {
  const { count } = await client.from('record_counts').where('name', 'codes').firstOrFail()
  return Number(count)
}

async function isDemonstration(filename: string) {
  const client = openDatabase({ SQLITE_PATH: filename }, 'sqlite')
  const library = await Library.query({ client }).firstOrFail()
  await db.manager.close(client.connectionName, true)
  return library.isDemonstration
}

test.group('Moving the library', (group) => {
  let folder: Folder
  let file: string

  group.tap((each) => each.skip(db.primaryConnectionName !== 'postgres', 'Runs on PostgreSQL'))
  group.each.setup(async () => {
    await emptyLibrary()
    folder = await Folder.make()
    file = folder.path('library.sqlite3')
    return async () => {
      await folder.remove()
      await emptyLibrary()
    }
  })

  test('to SQLite and back keeps all of it, sessions included', async ({ assert }) => {
    await openDemoLibrary()
    await listBook('日本語の本 👩‍🚀', { subtitle: `"quoted" \\ and 'so'`, year: -43 })
    const visitor = new Visitor()
    await visitor.visit('/')
    const before = await contentOfLibrary()
    const counts = await recordCounts()

    const there = await moved(file, 'sqlite', '--json')
    assert.deepInclude(there.facts.rows, { books: 200, book_instances: 370, sessions: 1 })
    const copy = openDatabase({ SQLITE_PATH: file }, 'sqlite')
    assert.equal(await lastCode(copy), await lastCode())
    await db.manager.close(copy.connectionName, true)
    const back = await moved(file, 'postgres', '--replace', '--json')
    assert.equal(back.exitCode, 0, back.output)
    assert.deepEqual(back.facts.rows, there.facts.rows)

    assert.deepEqual(await contentOfLibrary(), before)
    assert.deepEqual(await recordCounts(), counts)
    const found = await searchBooks({
      text: 'hobbit',
      filters: NO_FILTERS,
      order: 'relevance',
      facets: false,
      offset: 0,
      limit: 5,
    })
    assert.lengthOf(found.ids, 1)
    const page = await visitor.visit('/')
    assert.include(page.text(), 'You have visited this page 1 time.')
    assert.include(page.text('.demonstration'), 'These are example books')
    const [last] = await db.from('books').max('id as id')
    const { id } = await listBook('One more')
    assert.equal(id, last.id + 1)
  })

  test('cut short, it leaves nothing, and the same command moves all of it', async ({ assert }) => {
    const rows = Array.from({ length: 30_000 }, (_, row) => `Book ${row},Author ${row % 500}`)
    const list = await folder.write('books.csv', `title,author\n${rows.join('\n')}\n`)
    await importFile(list)

    const command = move(file, 'sqlite')
    await waitUntilHalfRead(command)
    await command.stop('SIGKILL')
    assert.isNull(await command.ended)
    assert.equal(await countBooks(file), 0)

    const { exitCode, facts, output } = await moved(file, 'sqlite', '--json')
    assert.equal(exitCode, 0, output)
    assert.deepInclude(facts.rows, { books: 30_000, authors: 500, book_instances: 30_000 })
  })

  test('leaves a library alone that is another one', async ({ assert }) => {
    await openDemoLibrary()
    const first = await moved(file, 'sqlite', '--json')
    assert.equal(first.exitCode, 0, first.output)
    await emptyLibrary()
    assert.isTrue(await isDemonstration(file))
    await listBook('Walden', { copies: 1 })

    const { exitCode, output } = await moved(file, 'sqlite', '--json')
    assert.equal(exitCode, 1)
    assert.include(output, 'already holds something else')
    assert.equal(await countBooks(file), 199)

    const replaced = await moved(file, 'sqlite', '--replace', '--json')
    assert.deepInclude(replaced.facts.rows, { books: 1, book_instances: 1 })
    assert.isFalse(await isDemonstration(file))
  })

  test('says what it needs', async ({ assert }) => {
    const { exitCode, output } = await moved(file, 'oracle')
    assert.equal(exitCode, 1)
    assert.include(output, 'The target must be postgres or sqlite, not "oracle".')
  })
})
