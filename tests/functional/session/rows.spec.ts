import app from '@adonisjs/core/services/app'
import { Session } from '@adonisjs/session'
import { freezeTime, test } from '@japa/runner'
import testUtils from '@adonisjs/core/services/test_utils'
import { newSessionId } from '#session/session_id'
import type { SessionRows } from '#session/session_rows'
import { SessionStore } from '#session/session_store'
import { emptyLibrary } from '#tests/helpers/library'
import { isInRedis } from '#tests/helpers/session_rows'

const HOUR = 60 * 60 * 1000

/** What every kind of rows does alike: those of the database, and those of Redis by `npm run test:redis`. */
test.group('Session | rows', (group) => {
  let store: SessionStore
  let rows: SessionRows
  let soon: number
  /** Redirects of former tests are there still, so each test has keys of its own. */
  let name: string

  const key = (what: string) => `${name} ${what}`
  const row = (text: string) => ({ text, expiresAt: soon })

  group.each.setup(async () => {
    await emptyLibrary()
    store = await app.container.make(SessionStore)
    rows = store.rows
    soon = Date.now() + HOUR
    name = newSessionId()
  })

  test('finds what was inserted, and nothing under another key', async ({ assert }) => {
    const before = Date.now()
    assert.isTrue(await rows.insert(key('a'), row('one')))
    const { createdAt, ...found } = (await rows.find(key('a')))!
    assert.deepEqual(found, { text: 'one', version: 1, expiresAt: soon, hasReturned: false })
    assert.isAtLeast(createdAt, before)
    assert.isAtMost(createdAt, Date.now())
    assert.isNull(await rows.find(key('b')))
  })

  test('updates the version that is named, and no other', async ({ assert }) => {
    await rows.insert(key('a'), row('one'))
    assert.isTrue(await rows.update(key('a'), 1, { text: 'two', expiresAt: null }))
    assert.isFalse(await rows.update(key('a'), 1, { text: 'late', expiresAt: soon + 1 }))
    assert.isFalse(await rows.update(key('b'), 1, { text: 'late', expiresAt: soon + 1 }))
    const updated = { text: 'two', version: 2, expiresAt: soon, hasReturned: true }
    assert.deepInclude(await rows.find(key('a')), updated)

    assert.isTrue(await rows.update(key('a'), 2, { text: null, expiresAt: soon + HOUR }))
    const renewed = { text: 'two', version: 2, expiresAt: soon + HOUR }
    assert.deepInclude(await rows.find(key('a')), renewed)
  })

  test('of many updates of one version, one applies', async ({ assert }) => {
    await rows.insert(key('a'), row('one'))
    const applied = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        rows.update(key('a'), 1, { text: String(n), expiresAt: null })
      )
    )
    assert.lengthOf(applied.filter(Boolean), 1)
    const found = await rows.find(key('a'))
    assert.equal(found!.text, String(applied.indexOf(true)))
  })

  test('under a new key the former one redirects to it', async ({ assert }) => {
    await rows.insert(key('a'), row('one'))
    assert.isNull(await rows.redirectOf(key('a')))
    const change = { text: 'two', expiresAt: null }
    assert.isFalse(await rows.update(key('a'), 7, change, key('late')))
    assert.isNull(await rows.redirectOf(key('a')))

    assert.isTrue(await rows.update(key('a'), 1, change, key('b')))
    assert.isNull(await rows.find(key('a')))
    assert.equal(await rows.redirectOf(key('a')), key('b'))
    const moved = { text: 'two', version: 2, expiresAt: soon, hasReturned: true }
    assert.deepInclude(await rows.find(key('b')), moved)
  })

  test('one in place of others deletes them, and the last of them redirects to it', async ({
    assert,
  }) => {
    for (const former of ['a', 'b']) await rows.insert(key(former), row(former))
    assert.isTrue(await rows.insert(key('c'), row('new'), [key('a'), key('b')]))
    assert.isNull(await rows.find(key('a')))
    assert.isNull(await rows.find(key('b')))
    assert.equal(await rows.redirectOf(key('b')), key('c'))
    assert.deepInclude(await rows.find(key('c')), { text: 'new', version: 1 })

    assert.isFalse(await rows.insert(key('d'), row('late'), [key('b')]))
    assert.isNull(await rows.find(key('d')))
    assert.equal(await rows.redirectOf(key('b')), key('c'))
  })

  test('of many in place of one that is gone, one is stored', async ({ assert }) => {
    const stored = await Promise.all(
      Array.from({ length: 10 }, (_, n) => rows.insert(key(`${n}`), row(`${n}`), [key('gone')]))
    )
    assert.lengthOf(stored.filter(Boolean), 1)
    assert.equal(await rows.redirectOf(key('gone')), key(String(stored.indexOf(true))))
    assert.deepEqual(await rows.count(), { returned: 0, unreturned: 1 })
  })

  test('removes in any version, or in the one that is named', async ({ assert }) => {
    for (const one of ['a', 'b']) await rows.insert(key(one), row(one))
    assert.isFalse(await rows.remove(key('a'), 2))
    assert.isNotNull(await rows.find(key('a')))
    assert.isTrue(await rows.remove(key('a'), 1))
    assert.isTrue(await rows.remove(key('b')))
    assert.isFalse(await rows.remove(key('b')))
    assert.deepEqual(await rows.count(), { returned: 0, unreturned: 0 })
  })

  test('counts those whose cookie came back, measures all, and trims the oldest others', async ({
    assert,
  }) => {
    for (let n = 1; n <= 4; n++) {
      freezeTime(new Date(Date.UTC(2026, 10, 20, n)))
      await rows.insert(key(`${n}`), { text: 'ü'.repeat(n), expiresAt: soon + n })
    }
    await rows.update(key('1'), 1, { text: null, expiresAt: null })
    assert.deepEqual(await rows.count(), { returned: 1, unreturned: 3 })
    assert.deepEqual(await rows.stats(), {
      live: 4,
      returned: 1,
      unreturned: 3,
      expired: 0,
      oldest: new Date(Date.UTC(2026, 10, 20, 1)),
      mean_size: 5,
      largest_size: 8,
    })
    assert.equal(await rows.trimUnreturned(1), 2)
    assert.isNotNull(await rows.find(key('1')))
    assert.isNull(await rows.find(key('2')))
    assert.isNull(await rows.find(key('3')))
    assert.isNotNull(await rows.find(key('4')))
  })

  test('clears what has expired, and nothing else', async ({ assert }) => {
    await rows.insert(key('a'), row('live'))
    await rows.insert(key('b'), { text: 'expired', expiresAt: Date.now() - 1 })
    assert.equal(await rows.clearExpired(), 1)
    assert.isNotNull(await rows.find(key('a')))
    assert.isNull(await rows.find(key('b')))
  }).skip(isInRedis, 'Redis deletes them by itself')

  test("AdonisJS's own session can be kept in them", async ({ assert }) => {
    const visit = async (id: string | null, work: (session: Session) => void) => {
      const ctx = await testUtils.createHttpContext()
      ctx.request.cookie = (() => id) as typeof ctx.request.cookie
      const emitter = await app.container.make('emitter')
      const session = new Session(store.config, () => store, emitter, ctx)
      await session.initiate(false)
      work(session)
      await session.commit()
      return session
    }
    const id = newSessionId()
    await visit(id, (session) => session.put('a', 1))
    await visit(id, (session) => session.put('b', 2))
    const third = await visit(id, () => {})
    assert.deepEqual(third.all(), { a: 1, b: 2 })
    await visit(id, (session) => session.clear())
    const last = await visit(id, () => {})
    assert.deepEqual(last.all(), {})
  })
})
