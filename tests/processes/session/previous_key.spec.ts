import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/databases'
import { SiteProcess } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

const [OLD, FRESH] = [
  'the-first-secret-of-this-library-1234',
  'the-second-secret-of-this-library-567',
]

test.group('Session | a new secret', () => {
  test('cookies of the one before open their session, are signed anew, and outlive it', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('previous_key')
    const visitor = new Visitor('http://127.0.0.1')
    const visitsAt = async (secrets: Record<string, string>, path = '/') => {
      const site = await SiteProcess.start(database, secrets)
      cleanup(() => site.stop())
      const page = await visitor.visit(site.origin + path)
      await site.stop()
      return { visits: page.text('.visits'), cookies: page.headers.getSetCookie().length }
    }

    const first = await visitsAt({ APP_KEY: OLD })
    assert.equal(first.visits, 'You have visited this page 0 times.')
    // A page that changes nothing of the session has the cookie signed anew all the same
    const read = await visitsAt({ APP_KEY: FRESH, APP_KEY_PREVIOUS: OLD }, '/authors')
    assert.equal(read.cookies, 1)
    const after = await visitsAt({ APP_KEY: FRESH })
    assert.equal(after.visits, 'You have visited this page 1 time.')
    const again = await visitsAt({ APP_KEY: FRESH, APP_KEY_PREVIOUS: OLD }, '/authors')
    assert.equal(again.cookies, 0)
    const forgotten = await visitsAt({ APP_KEY: OLD })
    assert.equal(forgotten.visits, 'You have visited this page 0 times.')
  })
})
