import { setTimeout } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import sqlite3 from 'sqlite3'
import { emptyDatabase } from '#tests/helpers/databases'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { SiteProcess } from '#tests/helpers/site_process'
import { type Page, Visitor } from '#tests/helpers/visitor'

const RESTS = 'Nothing can be saved right now'

/** Longer than sessions rest after a fault. */
const REST_IS_OVER = 600

/** Takes the lock that everyone who writes needs, as another program would. */
async function lock(file: string) {
  const database = new sqlite3.Database(file)
  await new Promise<void>((resolve, reject) => {
    database.exec('PRAGMA busy_timeout = 2000; BEGIN IMMEDIATE', (error) =>
      error ? reject(error) : resolve()
    )
  })
  let isOpen = true
  return () =>
    new Promise<void>((resolve, reject) => {
      if (!isOpen) return resolve()
      isOpen = false
      database.close((error) => (error ? reject(error) : resolve()))
    })
}

function visitsOn(page: Page) {
  return page.text('.visits')
}

test.group('Faults | database locked by another program', (group) => {
  group.tap((each) => each.skip(db.primaryConnectionName !== 'sqlite', 'About the SQLite file'))
  group.each.setup(emptyLibrary)

  test('pages are read in time, forms get a clear 503, and visits count again after it', async ({
    assert,
    cleanup,
  }) => {
    const book = await listBook('Dune')
    const database = await emptyDatabase('locked')
    const server = await SiteProcess.start(database)
    cleanup(() => server.stop())
    const visitor = new Visitor(server.origin)
    await visitor.visit('/')
    assert.equal(visitsOn(await visitor.visit('/')), 'You have visited this page 1 time.')

    const release = await lock(database.SQLITE_PATH)
    cleanup(release)

    const started = performance.now()
    const first = await Promise.all(Array.from({ length: 20 }, () => visitor.visit('/')))
    assert.isBelow(performance.now() - started, 2000)
    for (const page of first) {
      assert.equal(page.status, 200)
      assert.include(page.text('main'), RESTS)
      assert.include(page.text('main'), 'Dune')
      assert.equal(visitsOn(page), '')
      assert.isEmpty(page.headers.getSetCookie())
    }

    const newcomer = new Visitor(server.origin)
    for (const address of ['/', '/books?q=dune', `/books/${book.id}`, '/visit', '/reading-list']) {
      const before = performance.now()
      const page = await newcomer.visit(address)
      assert.equal(page.status, 200, address)
      assert.notInclude(page.text('main'), 'does not accept cookies')
      assert.isBelow(performance.now() - before, 500, address)
    }
    assert.isEmpty(await newcomer.cookies.getCookies(server.origin))

    const form = await visitor.submit(`/reading-list/${book.id}`, {})
    assert.equal(form.status, 503)
    assert.equal(form.headers.get('retry-after'), '30')
    assert.include(form.text('main'), 'This could not be saved.')
    assert.equal(form.text('#reading-list-size'), '0')

    await release()
    await setTimeout(REST_IS_OVER)
    const after = await visitor.visit('/')
    assert.equal(visitsOn(after), 'You have visited this page 2 times.')
    assert.notInclude(after.text('main'), RESTS)
    const kept = await visitor.submit(`/reading-list/${book.id}`, {})
    assert.equal(kept.status, 200)
  })
})

/** What SQLite says on a full disk, and in a file that may only be read. */
const FAULTS = [
  {
    title: 'full',
    begin: async () => {
      await db.rawQuery('vacuum')
      await db.rawQuery('pragma max_page_count = 1')
    },
    end: () => db.rawQuery('pragma max_page_count = 1073741823'),
  },
  {
    title: 'read-only',
    begin: () => db.rawQuery('pragma query_only = 1'),
    end: () => db.rawQuery('pragma query_only = 0'),
  },
]

test.group('Faults | database that takes nothing in', (group) => {
  group.tap((each) => each.skip(db.primaryConnectionName !== 'sqlite', 'About the SQLite file'))
  group.each.setup(emptyLibrary)

  test('a {title} one still shows its pages, answers forms with 503, and goes on after it')
    .with(FAULTS)
    .run(async ({ assert, cleanup }, { begin, end }) => {
      const book = await listBook('Dune')
      cleanup(async () => {
        await end()
        await setTimeout(REST_IS_OVER)
      })
      // as long as a session can be, so that it takes pages that a full database does not have
      const words = 'long '.repeat(40)
      const reader = new Visitor()
      await begin()

      let page = await reader.visit('/')
      for (let visits = 0; visits < 40 && !page.text('main').includes(RESTS); visits++) {
        page = await new Visitor().visit(`/books?q=${visits}${encodeURIComponent(words)}`)
        assert.equal(page.status, 200)
      }
      assert.include(page.text('main'), RESTS)

      const home = await new Visitor().visit('/')
      assert.equal(home.status, 200)
      assert.include(home.text('main'), 'Dune')
      const health = await reader.visit('/health')
      assert.equal(health.status, 200)

      const form = await new Visitor().submit(`/reading-list/${book.id}`, {})
      assert.equal(form.status, 503)
      assert.equal(form.headers.get('retry-after'), '30')

      await end()
      await setTimeout(REST_IS_OVER)
      const visitor = new Visitor()
      await visitor.visit('/')
      assert.equal(visitsOn(await visitor.visit('/')), 'You have visited this page 1 time.')
    })
})
