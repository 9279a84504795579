import { setTimeout } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { recordCounts } from '#catalogue/record_count'
import { NO_FILTERS } from '#search/engine'
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

async function waitUntilStarted(command: Program, filename: string) {
  while (command.exitCode === null) {
    await setTimeout(20)
    const client = openDatabase({ SQLITE_PATH: filename }, 'sqlite')
    const rows = await client
      .from('books')
      .count('* as total')
      .catch(() => [{ total: 0 }])
    await db.manager.close(client.connectionName, true)
    if (rows[0].total > 0) return
  }
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
    assert.equal(there.facts.found, 0)
    const back = await moved(file, 'postgres', '--replace', '--json')
    assert.equal(back.exitCode, 0)
    assert.equal(back.facts.hash, there.facts.hash)

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
    const [last] = await db.from('books').max('id as id')
    const { id } = await listBook('One more')
    assert.equal(id, last.id + 1)
  })

  test('cut short, it is finished by the same command', async ({ assert }) => {
    const rows = Array.from({ length: 30_000 }, (_, row) => `Book ${row},Author ${row % 500}`)
    const list = await folder.write('books.csv', `title,author\n${rows.join('\n')}\n`)
    await importFile(list)

    const command = move(file, 'sqlite')
    await waitUntilStarted(command, file)
    await command.stop('SIGKILL')
    const { exitCode, facts, output } = await moved(file, 'sqlite', '--json')
    assert.equal(exitCode, 0, output)
    assert.isAbove(facts.found, 0)
    assert.isBelow(facts.found, 90_500)
    assert.deepInclude(facts.rows, { books: 30_000, authors: 500, book_instances: 30_000 })
  })

  test('leaves a library alone that is another one', async ({ assert }) => {
    await openDemoLibrary()
    const first = await moved(file, 'sqlite', '--json')
    assert.equal(first.exitCode, 0)
    await emptyLibrary()
    await listBook('Walden', { copies: 1 })

    const { exitCode, output } = await moved(file, 'sqlite', '--json')
    assert.equal(exitCode, 1)
    assert.include(output, 'already holds something else')
    const kept = openDatabase({ SQLITE_PATH: file }, 'sqlite')
    const [{ total }] = await kept.from('books').count('* as total')
    assert.equal(total, 199)
    await db.manager.close(kept.connectionName, true)

    const replaced = await moved(file, 'sqlite', '--replace', '--json')
    assert.deepInclude(replaced.facts.rows, { books: 1, book_instances: 1 })
  })

  test('says what it needs', async ({ assert }) => {
    const { exitCode, output } = await moved(file, 'oracle')
    assert.equal(exitCode, 1)
    assert.include(output, '"oracle" is none of postgres, sqlite.')
  })
})
