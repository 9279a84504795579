import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { test } from '@japa/runner'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { openDemoLibrary } from '#tests/helpers/demo'
import { Folder } from '#tests/helpers/files'
import { emptyLibrary } from '#tests/helpers/library'
import { makeDatabase } from '#tests/helpers/own_database'
import { type Settings, SiteProcess, startAce } from '#tests/helpers/site_process'

const isPostgres = db.primaryConnectionName === 'postgres'

const ROWS = 12_000
const LIST = `title\n${Array.from({ length: ROWS }, (_, row) => `Book ${row}\n`).join('')}`

async function runAce(args: string[], settings: Settings) {
  const command = startAce(args, settings)
  const exitCode = await command.ended
  return { exitCode, output: command.output.split('\n').filter(Boolean), errors: command.errors }
}

async function look<T>(settings: Settings, read: (client: QueryClientContract) => Promise<T>) {
  const client = openDatabase(settings as Record<string, string>)
  try {
    return await read(client)
  } finally {
    await db.manager.close(client.connectionName, true)
  }
}

async function holdings(client: QueryClientContract) {
  // By one statement: an import may be committed between two
  const [{ total, is_demonstration: isDemonstration }] = await client
    .from('library')
    .select('is_demonstration', client.raw('(select count(*) from books) as total'))
  return { books: Number(total), isDemonstration: Boolean(isDemonstration) }
}

/** Tells whether somebody is writing into the catalogue. */
function isWritten(settings: Settings) {
  return look(settings, async (client) => {
    if (isPostgres) {
      const lock = client
        .from('pg_locks')
        .whereRaw(`relation = 'books'::regclass and mode = 'RowExclusiveLock'`)
      return (await lock.first()) !== null
    }
    await client.rawQuery('pragma busy_timeout = 0')
    const attempt = client.rawQuery('update library set id = id')
    return attempt.then(
      () => false,
      () => true
    )
  })
}

/** Tells it without a look into the file, which would not be alone then. */
const isLoaded = ({ SQLITE_PATH }: Settings) => existsSync(`${SQLITE_PATH}-journal`)

test.group('Import | before anything was set up', (group) => {
  let folder: Folder
  let file: string
  let settings: Settings
  group.each.setup(async () => {
    folder = await Folder.make()
    file = await folder.write('books.csv', 'title,author\nEmma,Jane Austen\n')
    settings = isPostgres
      ? { DATABASE_URL: await makeDatabase(`library_test_${process.pid}_nothing`) }
      : { SQLITE_PATH: folder.path('library.sqlite3') }
    return () => folder.remove()
  })

  test('makes the database ready, without the demonstration', async ({ assert }) => {
    const { exitCode, output, errors } = await runAce(['library:import', file], settings)
    assert.deepEqual([exitCode, errors], [0, ''])
    assert.equal(output[0], '• Prepared the database')
    assert.include(output[1], '1 row: 1 new book')
    assert.deepEqual(await look(settings, holdings), { books: 1, isDemonstration: false })

    const site = await SiteProcess.start(settings)
    try {
      const page = await fetch(`${site.origin}/books?q=austen`)
      assert.include(await page.text(), 'Emma')
    } finally {
      await site.stop()
    }
    const setup = await runAce(['library:setup'], settings)
    assert.deepEqual(setup, { exitCode: 0, output: [], errors: '' })
  })

  test('prints nothing but the result where a program reads it', async ({ assert }) => {
    const { output } = await runAce(['library:import', file, '--json'], settings)
    assert.lengthOf(output, 1)
    assert.include(JSON.parse(output[0]), { newBooks: 1 })
  })

  test('a dry run leaves nothing behind', async ({ assert }) => {
    const { exitCode, output, errors } = await runAce(
      ['library:import', file, '--dry-run'],
      settings
    )
    assert.deepEqual([exitCode, errors], [0, ''])
    assert.include(output[0], '1 row: 1 new book')
    if (isPostgres) {
      const hasTables = (client: QueryClientContract) => client.schema.hasTable('adonis_schema')
      assert.isFalse(await look(settings, hasTables))
    } else {
      assert.deepEqual(await readdir(folder.root), ['books.csv'])
    }
  })
})

test.group('Import | in place of the demonstration', (group) => {
  let folder: Folder
  let settings: Settings
  group.each.setup(async () => {
    folder = await Folder.make()
    if (isPostgres) {
      settings = { DATABASE_URL: await makeDatabase(`library_test_${process.pid}_demo`) }
      await runAce(['library:setup'], settings)
    } else {
      await openDemoLibrary()
      settings = await emptyDatabase('demo')
      await emptyLibrary()
    }
    return () => folder.remove()
  })

  test('beside a site, all of it is there at once', async ({ assert, cleanup }) => {
    const site = await SiteProcess.start(settings)
    cleanup(() => site.stop())
    const file = await folder.write('books.csv', LIST)

    const seen = new Set<string>()
    const command = startAce(['library:import', file, '--replace-demo'], settings)
    while (command.exitCode === null) {
      seen.add(JSON.stringify(await look(settings, holdings)))
      await setTimeout(20)
    }
    assert.equal(await command.ended, 0)
    seen.add(JSON.stringify(await look(settings, holdings)))
    assert.deepEqual(
      [...seen].map((text) => JSON.parse(text)),
      [
        { books: 199, isDemonstration: true },
        { books: ROWS, isDemonstration: false },
      ]
    )
  })

  test('killed {where}, it has taken nothing away, and the same command does it')
    .with([{ where: 'beside a site' }, { where: 'where nobody else was there' }])
    .run(async ({ assert, cleanup }, { where }) => {
      const file = await folder.write('books.csv', LIST)
      const isAlone = where === 'where nobody else was there'
      const isWriting = isAlone && !isPostgres ? isLoaded : isWritten
      if (!isAlone) {
        const site = await SiteProcess.start(settings)
        cleanup(() => site.stop())
      }
      const args = ['library:import', file, '--replace-demo']

      const command = startAce(args, settings)
      while (command.exitCode === null && !(await isWriting(settings))) await setTimeout(20)
      await setTimeout(100)
      await command.stop('SIGKILL')
      assert.equal(command.child.signalCode, 'SIGKILL')
      assert.deepEqual(await look(settings, holdings), { books: 199, isDemonstration: true })

      const again = await runAce(args, settings)
      assert.equal(again.exitCode, 0, again.errors)
      assert.deepEqual(await look(settings, holdings), { books: ROWS, isDemonstration: false })
    })
})
