import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { Folder } from '#tests/helpers/files'
import { emptyLibrary } from '#tests/helpers/library'
import { SiteProcess, startAce } from '#tests/helpers/site_process'

const ROWS = 12_000

const LIST = [
  'title,author',
  ...Array.from({ length: ROWS }, (_, row) => `Book ${row % (ROWS / 2)},Author ${row % 1_000}`),
].join('\n')

async function counts(client: QueryClientContract) {
  const [books] = await client.from('books').count('* as total')
  const [copies] = await client.from('book_instances').count('* as total')
  const [kept] = await client.from('record_counts').where('name', 'copies')
  return { books: Number(books.total), copies: Number(copies.total), kept: kept.count }
}

/** Tells whether an import is writing into the database file as one that has it to itself. */
const isLoading = ({ SQLITE_PATH }: Record<string, string>) => existsSync(`${SQLITE_PATH}-journal`)

test.group('Import | in a process of its own', (group) => {
  let folder: Folder
  group.each.setup(async () => {
    await emptyLibrary()
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('is finished beside a site by the same command, with nothing doubled', async ({
    assert,
    cleanup,
  }) => {
    const settings = await emptyDatabase('interrupted')
    const file = await folder.write('books.csv', LIST)

    const client = openDatabase(settings)
    cleanup(() => db.manager.close(client.connectionName, true))

    const command = startAce(['library:import', file], settings)
    let half = await counts(client)
    while (half.books === 0 && command.exitCode === null) {
      await setTimeout(10)
      half = await counts(client)
    }
    await command.stop('SIGKILL')

    half = await counts(client)
    assert.isAbove(half.books, 0)
    assert.isBelow(half.copies, ROWS)
    assert.equal(await startAce(['library:import', file], settings).ended, 0)
    assert.deepEqual(await counts(client), { books: ROWS / 2, copies: ROWS, kept: ROWS })
    assert.equal(await startAce(['library:import', file], settings).ended, 0)
    assert.deepEqual(await counts(client), { books: ROWS / 2, copies: ROWS, kept: ROWS })
  })

  test('lets the visitors of a site in all the while', async ({ assert, cleanup }) => {
    const settings = await emptyDatabase('interrupted')
    const site = await SiteProcess.start(settings)
    cleanup(() => site.stop())
    const file = await folder.write('books.csv', LIST)

    const exit = startAce(['library:import', file], settings).ended
    const answers = new Set<number>()
    let isOver = false
    const over = exit.then((code) => {
      isOver = true
      return code
    })
    while (!isOver) {
      const { status } = await fetch(`${site.origin}/authors`)
      answers.add(status)
    }
    assert.equal(await over, 0)
    assert.deepEqual([...answers], [200])
  })

  test('knows of a site that nobody has visited yet', async ({ assert, cleanup }) => {
    const settings = await emptyDatabase('interrupted')
    const site = await SiteProcess.start(settings)
    cleanup(() => site.stop())
    const file = await folder.write('books.csv', LIST)

    const command = startAce(['library:import', file], settings)
    let wasAlone = false
    while (command.exitCode === null) {
      wasAlone ||= isLoading(settings)
      await setTimeout(5)
    }
    assert.equal(await command.ended, 0)
    assert.isFalse(wasAlone)
  }).skip(db.primaryConnectionName !== 'sqlite', 'About the SQLite file')

  test('leaves no trace where nobody else was there, and is repeated', async ({ assert }) => {
    const settings = await emptyDatabase('interrupted')
    const file = await folder.write('books.csv', LIST)
    const look = async <T>(read: (client: QueryClientContract) => Promise<T>) => {
      const client = openDatabase(settings)
      const result = await read(client)
      await db.manager.close(client.connectionName, true)
      return result
    }
    const schema = (client: QueryClientContract) =>
      client.from('sqlite_schema').select('type', 'name', 'sql').orderBy(['type', 'name'])
    const before = await look(schema)

    const command = startAce(['library:import', file], settings)
    while (!isLoading(settings) && command.exitCode === null) await setTimeout(5)
    await setTimeout(200)
    await command.stop('SIGKILL')
    assert.equal(command.child.signalCode, 'SIGKILL')

    assert.deepEqual(await look(counts), { books: 0, copies: 0, kept: 0 })
    assert.deepEqual(await look(schema), before)
    assert.equal(await startAce(['library:import', file], settings).ended, 0)
    assert.deepEqual(await look(counts), { books: ROWS / 2, copies: ROWS, kept: ROWS })
    assert.deepEqual(await look(schema), before)
    const [{ journal_mode: mode }] = await look((client) => client.rawQuery('pragma journal_mode'))
    assert.equal(mode, 'wal')
  }).skip(db.primaryConnectionName !== 'sqlite', 'About the SQLite file')
})
