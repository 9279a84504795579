import { setTimeout } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { SessionStore } from '#session/session_store'
import { emptyLibrary } from '#tests/helpers/library'
import { contents, perform, sessionRows } from '#tests/helpers/session_program'
import { Visitor } from '#tests/helpers/visitor'

test.group('Session | cookies that never came back', (group) => {
  group.each.setup(emptyLibrary)

  async function begin(n: unknown) {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'n', n]])
    await setTimeout(3)
    return visitor
  }

  async function countLive() {
    const { rows } = await app.container.make(SessionStore)
    return rows.count()
  }

  test('the oldest of their sessions go, and those of readers stay', async ({ assert }) => {
    const readers = []
    for (const steps of [[['put', 'm', 1]], [['get', 'n']], [['regenerate']]]) {
      const reader = await begin('reader')
      await perform(reader, steps as [string][])
      readers.push(reader)
    }
    for (let n = 1; n <= 5; n++) await begin(n)
    assert.deepEqual(await countLive(), { returned: 3, unreturned: 5 })

    const { rows: sessions } = await app.container.make(SessionStore)
    assert.equal(await sessions.trimUnreturned(2), 3)
    assert.deepEqual(await countLive(), { returned: 3, unreturned: 2 })
    const rows = await sessionRows()
    const left = rows.map(({ data }) => JSON.parse(data).values.n)
    assert.sameMembers(left, [4, 5, 'reader', 'reader', 'reader'])
    for (const reader of readers) {
      assert.propertyVal((await contents(reader)) as object, 'n', 'reader')
    }
    assert.equal(await sessions.trimUnreturned(2), 0)
  })

  test('hundreds go in one trimming, and it stops when it is told to', async ({ assert }) => {
    await Promise.all(Array.from({ length: 450 }, (_, n) => begin(n)))
    const { rows: sessions } = await app.container.make(SessionStore)
    const stop = new AbortController()
    stop.abort()
    assert.isAtMost(await sessions.trimUnreturned(10, { signal: stop.signal }), 200)
    await sessions.trimUnreturned(10)
    assert.deepEqual(await countLive(), { returned: 0, unreturned: 10 })
  }).timeout(20_000)

  test('what is not counted brings no cookie back', async ({ assert }) => {
    const visitor = await begin(1)
    const inits: RequestInit[] = [
      { method: 'HEAD' },
      { headers: { 'sec-purpose': 'prefetch' } },
      { headers: { 'user-agent': 'Googlebot/2.1' } },
    ]
    for (const init of inits) {
      await visitor.visit('/', init)
      assert.deepEqual(await countLive(), { returned: 0, unreturned: 1 })
    }
    await visitor.visit('/authors')
    assert.deepEqual(await countLive(), { returned: 1, unreturned: 0 })
  })

  test('a session that ends, or goes on as another, is not counted twice', async ({ assert }) => {
    const visitor = await begin(1)
    await perform(visitor, [['flush'], ['put', 'n', 2]])
    assert.deepEqual(await countLive(), { returned: 0, unreturned: 1 })
    await perform(visitor, [['flush']])
    assert.deepEqual(await countLive(), { returned: 0, unreturned: 0 })
  })
})
