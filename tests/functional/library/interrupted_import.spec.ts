import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract, SqliteConfig } from '@adonisjs/lucid/types/database'
import { Folder } from '#tests/helpers/files'

const ROWS = 40_000
const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Runs the console in a process of its own, on a database of its own. */
function ace(filename: string, ...args: string[]) {
  const env = { ...process.env, SQLITE_PATH: filename }
  return spawn(process.execPath, ['ace', ...args], { cwd: root, env, stdio: 'ignore' })
}

async function ended(child: ChildProcess) {
  const [code] = await once(child, 'exit')
  return code
}

async function counts(client: QueryClientContract) {
  const [books] = await client.from('books').count('* as total')
  const [copies] = await client.from('book_instances').count('* as total')
  const [kept] = await client.from('record_counts').where('name', 'copies')
  return { books: books.total, copies: copies.total, kept: kept.count }
}

test.group('Import | cut short', (group) => {
  let folder: Folder
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('is finished by the same command, with nothing doubled', async ({ assert, cleanup }) => {
    const filename = folder.path('library.sqlite3')
    assert.equal(await ended(ace(filename, 'migration:run', '--force')), 0)
    const rows = Array.from(
      { length: ROWS },
      (_, row) => `Book ${row % (ROWS / 2)},Author ${row % 1_000}`
    )
    const file = await folder.write('books.csv', `title,author\n${rows.join('\n')}\n`)

    const config = db.manager.get('sqlite')!.config as SqliteConfig
    db.manager.add('interrupted', { ...config, connection: { filename } })
    cleanup(() => db.manager.close('interrupted', true))
    const client = db.connection('interrupted')

    const child = ace(filename, 'library:import', file)
    const exit = ended(child)
    let half = await counts(client)
    while (half.books === 0 && child.exitCode === null) {
      await setTimeout(10)
      half = await counts(client)
    }
    child.kill('SIGKILL')
    await exit

    half = await counts(client)
    assert.isAbove(half.books, 0)
    assert.isBelow(half.copies, ROWS)
    assert.equal(await ended(ace(filename, 'library:import', file)), 0)
    assert.deepEqual(await counts(client), { books: ROWS / 2, copies: ROWS, kept: ROWS })
    assert.equal(await ended(ace(filename, 'library:import', file)), 0)
    assert.deepEqual(await counts(client), { books: ROWS / 2, copies: ROWS, kept: ROWS })
  })
})
