import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { test } from '@japa/runner'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { Folder } from '#tests/helpers/files'
import { emptyLibrary } from '#tests/helpers/library'
import { type Program, startAce } from '#tests/helpers/site_process'

const ROWS = 12_000
const LIST = [
  'title,author',
  ...Array.from({ length: ROWS }, (_, row) => `Book ${row},Author ${row % 1_000}`),
].join('\n')
const LINE = /^[^\n]*Stopped by SIG\w+ before it was done[^\n]*\n$/

async function until(command: Program, isSo: () => Promise<boolean> | boolean) {
  while (command.exitCode === null && !(await isSo())) await setTimeout(5)
}

/** Sends the signal, and tells how the process ended and how long that took. */
async function stopped(command: Program, signal: NodeJS.Signals) {
  const start = performance.now()
  await command.stop(signal)
  const { exitCode, errors } = command
  return { exitCode, errors, took: performance.now() - start }
}

async function counts(client: QueryClientContract) {
  const [books] = await client.from('books').count('* as total')
  const [copies] = await client.from('book_instances').count('* as total')
  const [kept] = await client.from('record_counts').where('name', 'copies')
  return { books: Number(books.total), copies: Number(copies.total), kept: Number(kept.count) }
}

async function look<T>(
  settings: Record<string, string>,
  read: (client: QueryClientContract) => Promise<T>
) {
  const client = openDatabase(settings)
  try {
    return await read(client)
  } finally {
    await db.manager.close(client.connectionName, true)
  }
}

const isSqlite = db.primaryConnectionName === 'sqlite'

/** Makes the database so large that a copy of it takes a while. */
function fill(client: QueryClientContract) {
  return client.rawQuery(
    `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 800)
     insert into sessions (id, data, version, expires_at, created_at)
     select 'large ' || n, hex(zeroblob(32000)), 1, 0, 0 from numbers`
  )
}

test.group('Commands | that are told to stop', (group) => {
  let folder: Folder
  let settings: Record<string, string>
  group.each.setup(async () => {
    await emptyLibrary()
    settings = await emptyDatabase('stopped')
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('{signal} ends an import after its batch, and the next one finishes it')
    .with([
      { signal: 'SIGTERM', exitCode: 143 },
      { signal: 'SIGINT', exitCode: 130 },
    ] as const)
    .run(async ({ assert, cleanup }, { signal, exitCode }) => {
      const file = await folder.write('books.csv', LIST)
      const client = openDatabase(settings)
      cleanup(() => db.manager.close(client.connectionName, true))

      const running = startAce(['library:import', file], settings)
      await until(running, async () => {
        const { books } = await counts(client)
        return books > 0
      })
      const end = await stopped(running, signal)
      assert.equal(end.exitCode, exitCode)
      assert.match(end.errors, LINE)
      assert.isBelow(end.took, 8_000)

      const half = await counts(client)
      assert.isAbove(half.books, 0)
      assert.isBelow(half.books, ROWS)
      assert.deepEqual(half, { books: half.books, copies: half.books, kept: half.books })
      const next = await startAce(['library:import', file], settings).ended
      assert.equal(next, 0)
      assert.deepEqual(await counts(client), { books: ROWS, copies: ROWS, kept: ROWS })
    })

  test('an import that has the database to itself is undone, once told or twice: {times}')
    .with([{ times: 1 }, { times: 2 }])
    .skip(!isSqlite, 'About the SQLite file')
    .run(async ({ assert }, { times }) => {
      const file = await folder.write('books.csv', LIST)
      const { SQLITE_PATH: path } = settings
      const running = startAce(['library:import', file], settings)
      await until(running, () => existsSync(`${path}-journal`))
      // So that it is amidst its work, and far from the end of it
      await setTimeout(500)
      const ending = stopped(running, 'SIGTERM')
      if (times === 2) {
        // later than an echo of the first
        await setTimeout(700)
        running.child.kill('SIGTERM')
      }
      const { exitCode, errors, took } = await ending
      assert.equal(exitCode, 143)
      assert.match(errors, LINE)
      assert.isBelow(took, 5_000)
      assert.deepEqual(await look(settings, counts), { books: 0, copies: 0, kept: 0 })
    })

  test('an export, a backup and a new search index end soon, with nothing half written', async ({
    assert,
  }) => {
    const file = await folder.write('books.csv', LIST)
    await startAce(['library:import', file], settings).ended
    if (isSqlite) await look(settings, fill)
    const target = folder.path('target')
    const isWriting = async () => {
      const names = await readdir(folder.root)
      return names.some((name) => name.endsWith('.part'))
    }
    const isEmptied = () =>
      look(settings, async (client) => {
        const [{ total }] = await client.from('search_words').count('* as total')
        return Number(total) < ROWS
      })
    const commands = [
      { args: ['library:export', target], hasBegun: isWriting },
      ...(isSqlite ? [{ args: ['library:backup', target], hasBegun: isWriting }] : []),
      ...(isSqlite ? [{ args: ['search:rebuild'], hasBegun: isEmptied }] : []),
    ]
    for (const { args, hasBegun } of commands) {
      const running = startAce(args, settings)
      await until(running, hasBegun)
      const { exitCode, errors, took } = await stopped(running, 'SIGTERM')
      assert.equal(exitCode, 143, args[0])
      assert.match(errors, LINE, args[0])
      assert.isBelow(took, 8_000, args[0])
      assert.deepEqual(await readdir(folder.root), ['books.csv'], args[0])
    }
    assert.deepEqual(await look(settings, counts), { books: ROWS, copies: ROWS, kept: ROWS })
  })
})

test.group('Commands | whose output nobody reads', (group) => {
  group.each.setup(emptyLibrary)

  test('{$self} ends quietly')
    .with(['library:export -', 'library:stats', 'library:stats --json', 'sessions:stats'])
    .run(async ({ assert }, words) => {
      const settings = await emptyDatabase('unread')
      const command = startAce(words.split(' '), settings)
      command.child.stdout!.destroy()

      assert.equal(await command.ended, 141)
      assert.equal(command.errors, '')
    })
})
