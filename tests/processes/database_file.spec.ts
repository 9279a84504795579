import { copyFile, open, rename, rm } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/databases'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { SiteProcess } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

const RESTS = 'Nothing can be saved right now'

/** Longer than sessions rest after a fault. */
const REST_IS_OVER = 600

const FAULTS = [
  { title: 'removed', take: (file: string) => rename(file, `${file}.away`) },
  {
    title: 'replaced',
    take: async (file: string) => {
      await copyFile(file, `${file}.new`)
      await rename(file, `${file}.away`)
      await rename(`${file}.new`, file)
    },
  },
]

test.group('Faults | database file under a running site', (group) => {
  group.tap((each) => each.skip(db.primaryConnectionName !== 'sqlite', 'About the SQLite file'))
  group.each.setup(emptyLibrary)

  async function startSite(cleanup: (work: () => Promise<void>) => void) {
    const book = await listBook('Dune')
    const { SQLITE_PATH: file } = await emptyDatabase('taken_away')
    const server = await SiteProcess.start(
      { SQLITE_PATH: file },
      { NODE_ENV: 'production', LOG_LEVEL: 'info' }
    )
    cleanup(async () => {
      await server.stop()
      for (const name of [file, `${file}.away`]) await rm(name, { force: true })
    })
    return { book, file, server }
  }

  test('one that is {title} keeps nothing that is answered as kept, and all say so')
    .with(FAULTS)
    .run(async ({ assert, cleanup }, { title, take }) => {
      const { book, file, server } = await startSite(cleanup)
      const visitor = new Visitor(server.origin)
      await visitor.visit('/')
      const before = await visitor.visit('/health')
      assert.deepEqual(JSON.parse(before.body), {
        status: 'ok',
        database: 'ok',
        migrations: 'applied',
      })

      await take(file)
      for (const path of ['/health', '/health/ready']) {
        const health = await visitor.visit(path)
        assert.equal(health.status, 503)
        const facts = JSON.parse(health.body)
        assert.equal(facts.status, 'unavailable')
        assert.equal(facts.database, title)
        assert.include(facts.reason, `was ${title} while the site was running`)
        assert.include(facts.reason, 'start the site anew')
      }
      const live = await visitor.visit('/health/live')
      assert.equal(live.status, 200)

      for (let times = 0; times < 2; times++) {
        const form = await visitor.submit(`/reading-list/${book.id}`, {})
        assert.equal(form.status, 503)
        assert.equal(form.headers.get('retry-after'), '30')
        assert.include(form.text('main'), 'This could not be saved.')
        const page = await new Visitor(server.origin).visit('/')
        assert.equal(page.status, 200)
        assert.include(page.text('main'), RESTS)
        assert.isEmpty(page.headers.getSetCookie())
        await setTimeout(REST_IS_OVER)
      }

      await rename(`${file}.away`, file)
      await setTimeout(REST_IS_OVER)
      const kept = await visitor.submit(`/reading-list/${book.id}`, {})
      assert.equal(kept.status, 200)
      const after = await visitor.visit('/health')
      assert.equal(after.status, 200)

      await server.stop()
      const told = server.output.split('\n').filter((line) => line.includes(`was ${title}`))
      assert.lengthOf(told, 1)
      assert.include(told[0], 'start the site anew')
    })

  test('one that is damaged gives a 503 that says when to come back', async ({
    assert,
    cleanup,
  }) => {
    const { file, server } = await startSite(cleanup)
    const visitor = new Visitor(server.origin)
    const junk = Buffer.alloc(4096, 'x')
    {
      await using handle = await open(file, 'r+')
      const { size } = await handle.stat()
      for (let at = junk.length; at < size; at += junk.length) await handle.write(junk, 0, 4096, at)
    }
    for (const path of ['/books', '/authors', '/copies']) {
      const page = await visitor.visit(path)
      assert.equal(page.status, 503, path)
      assert.equal(page.headers.get('retry-after'), '30')
      assert.equal(page.text('h1'), 'The library is closed for a moment')
    }
    const health = await visitor.visit('/health')
    assert.equal(health.status, 503)
  })

  test('one that is no database any more does so too', async ({ assert, cleanup }) => {
    const { SQLITE_PATH: file } = await emptyDatabase('no_database')
    {
      await using handle = await open(file, 'r+')
      await handle.write(Buffer.alloc(4096, 'x'), 0, 4096, 0)
    }
    const server = await SiteProcess.start({ SQLITE_PATH: file })
    cleanup(() => server.stop())
    const page = await new Visitor(server.origin).visit('/books')
    assert.equal(page.status, 503)
    assert.equal(page.headers.get('retry-after'), '30')
  })
})
