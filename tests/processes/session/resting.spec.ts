import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/databases'
import { emptyLibrary } from '#tests/helpers/library'
import { SiteProcess } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

/** A port at which nothing listens. */
const NOWHERE = 'redis://127.0.0.1:1'

test.group('Session | Redis is gone', (group) => {
  let site: SiteProcess
  let database: Record<string, string>

  group.each.setup(async () => {
    await emptyLibrary()
    database = await emptyDatabase('resting')
    site = await SiteProcess.start({ ...database, SESSION_STORE: 'redis', REDIS_URL: NOWHERE })
    return async () => {
      await site.stop()
      await emptyLibrary()
      if (site.exitCode !== 0) throw new Error(`the site ended with ${site.exitCode}`)
    }
  })

  /** Known from a time when visits were remembered. */
  async function knownVisitor() {
    const visitor = new Visitor()
    await visitor.visit('/')
    return visitor
  }

  test('pages are served all the same, and say that visits are resting', async ({ assert }) => {
    const visitor = await knownVisitor()
    for (const path of ['/', '/books', '/authors', '/copies']) {
      const page = await visitor.visit(`${site.origin}${path}`)
      assert.equal(page.status, 200, path)
      assert.include(page.text('.message-quiet'), 'What was saved before is not lost')
      assert.equal(page.headers.get('cache-control'), 'no-store')
      assert.isEmpty(page.headers.getSetCookie())
      // How many books are on the list, nobody knows now
      assert.equal(page.text('.kept-books'), 'Reading list')
    }
    const home = await visitor.visit(`${site.origin}/`)
    assert.lengthOf(home.$('.visits'), 0)
    const again = await visitor.visit('/')
    assert.equal(again.text('.visits'), 'You have visited this page 1 time.')
    assert.lengthOf(again.$('.message-quiet'), 0)
  })

  test('what is about the visitor alone says so, and when to come back', async ({ assert }) => {
    for (const visitor of [await knownVisitor(), new Visitor(site.origin)]) {
      const kept = await visitor.submit(
        `${site.origin}/preferences?_method=PATCH`,
        { theme: 'dark' },
        { headers: { origin: site.origin } }
      )
      assert.equal(kept.status, 503)
      assert.equal(kept.text('h1'), 'Your visit cannot be read right now')
      assert.equal(kept.headers.get('retry-after'), '30')
      assert.notInclude(kept.body, 'Redis')
    }
    const visitor = await knownVisitor()
    const list = await visitor.visit(`${site.origin}/reading-list`)
    assert.equal(list.status, 503)
    assert.equal(list.text('.kept-books'), 'Reading list')
    assert.equal(list.$('#menu a[href="/books"]').length, 1)
  })
})
