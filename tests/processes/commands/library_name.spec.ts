import { existsSync } from 'node:fs'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { Folder } from '#tests/helpers/files'
import { SiteProcess, startAce } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

/** A second, and what a page itself takes. In milliseconds. */
const PROMISED = 1_000 + 200

test.group('Console | library:name beside servers', () => {
  test('every server shows within a second the name that another process gave', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('name')
    const servers = await Promise.all([SiteProcess.start(database), SiteProcess.start(database)])
    cleanup(async () => {
      await Promise.all(servers.map((server) => server.stop()))
    })
    const nameAt = async (origin: string) => {
      const page = await new Visitor(origin).visit('/books')
      return [page.text('.brand'), page.text('title').split(' · ')[1]]
    }
    for (const { origin } of servers) {
      assert.deepEqual(await nameAt(origin), ['Local Library', 'Local Library'])
    }

    assert.equal(await startAce(['library:name', 'Anarres Library'], database).ended, 0)
    const given = performance.now()
    for (const { origin } of servers) {
      let names = await nameAt(origin)
      while (names[0] === 'Local Library' && performance.now() - given < PROMISED) {
        names = await nameAt(origin)
      }
      assert.deepEqual(names, ['Anarres Library', 'Anarres Library'])
    }
  })
  test('a library that cannot be read is said to be, and not taken for one that tells nothing', async ({
    assert,
    cleanup,
  }) => {
    const folder = await Folder.make()
    cleanup(() => folder.remove())
    const broken =
      db.primaryConnectionName === 'postgres'
        ? { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' }
        : { SQLITE_PATH: await folder.write('broken.sqlite3', 'no database '.repeat(1_000)) }
    for (const args of [['library:name'], ['library:about', folder.path('about.txt')]]) {
      const program = startAce(args, broken)
      assert.equal(await program.ended, 1)
      assert.match(program.output + program.errors, /cannot be used/)
    }
    assert.isFalse(existsSync(folder.path('about.txt')))
  })

  test('a database that was never set up is said to be', async ({ assert }) => {
    const empty = await emptyDatabase('never_set_up')
    const client = openDatabase(empty)
    await client.schema.dropTable('library')
    await client.from('adonis_schema').where('name', 'like', '%library%').delete()
    await db.manager.close(client.connectionName, true)
    const program = startAce(['library:name', 'Town Library'], empty)
    assert.equal(await program.ended, 1)
    assert.include(program.output + program.errors, 'Run library:setup first.')
  })
})
