import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { test } from '@japa/runner'
import { Folder } from '#tests/helpers/files'
import { emptyLibrary } from '#tests/helpers/library'
import { emptyDatabase, openDatabase } from '#tests/helpers/site_process'

const ROWS = 40_000
const LIST = [
  'title,author',
  ...Array.from({ length: ROWS }, (_, row) => `Book ${row},Author ${row % 1_000}`),
].join('\n')
const LINE = /^[^\n]*Stopped by SIG\w+ before it was done[^\n]*\n$/

type Settings = Record<string, string>

/** Runs the console in a process of its own, and tells how it ended. */
function ace(settings: Settings, ...args: string[]) {
  const child = spawn(process.execPath, ['ace', ...args], {
    cwd: app.makePath(),
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode, errors }))
  return { child, ended }
}

async function until(child: ChildProcess, isSo: () => Promise<boolean> | boolean) {
  while (child.exitCode === null && !(await isSo())) await setTimeout(5)
}

/** Sends the signal, and tells how the process ended and how long that took. */
async function stopped({ child, ended }: ReturnType<typeof ace>, signal: NodeJS.Signals) {
  const start = performance.now()
  child.kill(signal)
  return { ...(await ended), took: performance.now() - start }
}

async function counts(client: QueryClientContract) {
  const [books] = await client.from('books').count('* as total')
  const [copies] = await client.from('book_instances').count('* as total')
  const [kept] = await client.from('record_counts').where('name', 'copies')
  return { books: Number(books.total), copies: Number(copies.total), kept: Number(kept.count) }
}

async function look<T>(settings: Settings, read: (client: QueryClientContract) => Promise<T>) {
  const client = openDatabase(settings)
  try {
    return await read(client)
  } finally {
    await db.manager.close(client.connectionName, true)
  }
}

test.group('Commands | that are told to stop', (group) => {
  let folder: Folder
  let settings: Settings
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
    .timeout(120_000)
    .run(async ({ assert, cleanup }, { signal, exitCode }) => {
      const file = await folder.write('books.csv', LIST)
      const client = openDatabase(settings)
      cleanup(() => db.manager.close(client.connectionName, true))

      const running = ace(settings, 'library:import', file)
      await until(running.child, async () => {
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
      const { exitCode: next } = await ace(settings, 'library:import', file).ended
      assert.equal(next, 0)
      assert.deepEqual(await counts(client), { books: ROWS, copies: ROWS, kept: ROWS })
    })

  test('an import that has the database to itself is undone, once told or twice: {times}')
    .with([{ times: 1 }, { times: 2 }])
    .skip(db.primaryConnectionName !== 'sqlite', 'About the SQLite file')
    .run(async ({ assert }, { times }) => {
      const file = await folder.write('books.csv', LIST)

      const running = ace(settings, 'library:import', file)
      await until(running.child, async () => existsSync(`${settings.SQLITE_PATH}-journal`))
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
    await ace(settings, 'library:import', file).ended
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
    const isSqlite = db.primaryConnectionName === 'sqlite'
    const commands = [
      { args: ['library:export', target], hasBegun: isWriting },
      ...(isSqlite ? [{ args: ['library:backup', target], hasBegun: isWriting }] : []),
      ...(isSqlite ? [{ args: ['search:rebuild'], hasBegun: isEmptied }] : []),
    ]
    for (const { args, hasBegun } of commands) {
      const running = ace(settings, ...args)
      await until(running.child, hasBegun)
      const { exitCode, errors, took } = await stopped(running, 'SIGTERM')
      assert.equal(exitCode, 143, args[0])
      assert.match(errors, LINE, args[0])
      assert.isBelow(took, 8_000, args[0])
      assert.deepEqual(await readdir(folder.root), ['books.csv'], args[0])
    }
    assert.deepEqual(await look(settings, counts), { books: ROWS, copies: ROWS, kept: ROWS })
  }).timeout(120_000)
})

test.group('Commands | whose output nobody reads', (group) => {
  group.each.setup(emptyLibrary)

  test('{$self} ends quietly')
    .with(['library:export -', 'library:stats', 'library:stats --json', 'sessions:stats'])
    .run(async ({ assert }, words) => {
      const settings = await emptyDatabase('unread')
      const { child, ended } = ace(settings, ...words.split(' '))
      child.stdout.destroy()

      assert.deepEqual(await ended, { exitCode: 141, errors: '' })
    })
})
