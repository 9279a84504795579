import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import SessionsClear from '#commands/sessions_clear'
import SessionsShow from '#commands/sessions_show'
import SessionsStats from '#commands/sessions_stats'
import type { Clearing } from '#session/session_rows'
import { SessionStore } from '#session/session_store'
import { runCommand } from '#tests/helpers/console'
import { emptyLibrary } from '#tests/helpers/library'
import { contents, perform, sessionRows, statementsOf } from '#tests/helpers/session_program'
import { Visitor } from '#tests/helpers/visitor'

const PAST = Date.now() - 1000

async function clearExpired(options: Clearing = {}) {
  const { rows } = await app.container.make(SessionStore)
  return rows.clearExpired(options)
}

async function addExpired(count: number) {
  await db.rawQuery(
    `insert into sessions (id, data, version, expires_at, created_at)
     with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?)
     select 'expired ' || n, '{"values":{"visits":1}}', 1, ?, ? from numbers`,
    [count, PAST, PAST - 1000]
  )
}

test.group('Console | sessions:clear', (group) => {
  group.each.setup(emptyLibrary)

  test('deletes the sessions that have expired, and says how many', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]])
    await addExpired(1234)

    const { exitCode, output } = await runCommand(SessionsClear, [])
    assert.equal(exitCode, 0)
    assert.deepEqual(output, ['Deleted 1234 expired sessions.'])
    assert.lengthOf(await sessionRows(), 1)
    assert.deepEqual(await contents(visitor), { a: 1 })

    await addExpired(1)
    const one = await runCommand(SessionsClear, [])
    assert.deepEqual(one.output, ['Deleted 1 expired session.'])
    const none = await runCommand(SessionsClear, ['--json'])
    assert.deepEqual(JSON.parse(none.output[0]), { deleted: 0 })
  })

  test('works in batches, so that no statement holds the database for long', async ({ assert }) => {
    await addExpired(1000)
    const totals: number[] = []
    const statements = await statementsOf(() =>
      clearExpired({ onBatch: (total) => totals.push(total) })
    )
    assert.deepEqual(totals, [200, 400, 600, 800, 1000])
    assert.isAtLeast(statements.filter((sql) => sql.includes('delete from sessions')).length, 5)
  })

  test('stops after the batch at hand when it is told to', async ({ assert }) => {
    await addExpired(1000)
    const stop = new AbortController()
    const deleted = await clearExpired({
      signal: stop.signal,
      onBatch: () => stop.abort(),
    })
    assert.equal(deleted, 200)
    assert.lengthOf(await sessionRows(), 800)
  })

  test('runs beside itself and beside visitors, and each session is deleted once', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    await visitor.visit('/')
    await addExpired(2000)
    const [deleted] = await Promise.all([
      Promise.all([1, 2, 3].map(() => clearExpired())),
      Promise.all(Array.from({ length: 20 }, () => visitor.visit('/'))),
    ])
    assert.equal(
      deleted.reduce((total, part) => total + part, 0),
      2000
    )
    assert.lengthOf(await sessionRows(), 1)
    const page = await visitor.visit('/')
    assert.include(page.text(), 'You have visited this page 21 times.')
  })

  test('leaves nothing of sessions that went on under a new id', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]])
    await perform(visitor, [['regenerate']])
    assert.lengthOf(await db.from('session_successors'), 1)
    await runCommand(SessionsClear, [])
    assert.lengthOf(await db.from('session_successors'), 1)

    await db.from('session_successors').update({ expires_at: PAST })
    await runCommand(SessionsClear, [])
    assert.isEmpty(await db.from('session_successors'))
    assert.deepEqual(await contents(visitor), { a: 1 })
  })
})

test.group('Console | sessions:stats', (group) => {
  group.each.setup(emptyLibrary)

  test('tells how many are live and expired, the oldest, the mean and largest size', async ({
    assert,
  }) => {
    const rows = [
      { id: 'a', data: 'x'.repeat(100), expires_at: Date.now() + 60_000, created_at: 2000 },
      { id: 'b', data: 'x'.repeat(200), expires_at: Date.now() + 60_000, created_at: 1000 },
      { id: 'c', data: 'ü'.repeat(30), expires_at: PAST, created_at: 3000 },
    ]
    await db.table('sessions').multiInsert(rows)

    const { output } = await runCommand(SessionsStats, ['--json'])
    assert.deepEqual(JSON.parse(output[0]), {
      live: 2,
      returned: 2,
      unreturned: 0,
      expired: 1,
      oldest: '1970-01-01T00:00:01.000Z',
      mean_size: 120,
      largest_size: 200,
      most_unreturned: 200_000,
    })
    const table = await runCommand(SessionsStats, [])
    assert.match(table.output.join('\n'), /Live.*2[^]*Expired, not yet cleared.*1[^]*200 bytes/)
  })

  test('tells of how many the cookie came back, and of how many it never did', async ({
    assert,
  }) => {
    const reader = new Visitor()
    for (const visitor of [reader, reader, new Visitor(), new Visitor()]) await visitor.visit('/')

    const { output } = await runCommand(SessionsStats, ['--json'])
    const stats = { live: 3, returned: 1, unreturned: 2, most_unreturned: 200_000 }
    assert.containsSubset(JSON.parse(output[0]), stats)
    const table = await runCommand(SessionsStats, [])
    assert.match(
      table.output.join('\n'),
      /cookie came back.*1[^]*cookie never did.*2 \(at most 200000 are kept\)/
    )
  })

  test('of no sessions', async ({ assert }) => {
    const { exitCode, output } = await runCommand(SessionsStats, ['--json'])
    assert.equal(exitCode, 0)
    assert.deepEqual(JSON.parse(output[0]), {
      live: 0,
      returned: 0,
      unreturned: 0,
      expired: 0,
      oldest: null,
      mean_size: 0,
      largest_size: 0,
      most_unreturned: 200_000,
    })
  })
})

test.group('Console | sessions:show', (group) => {
  group.each.setup(emptyLibrary)

  test('prints one session in plain form, by its id or by that of its row', async ({ assert }) => {
    const { results } = await perform(new Visitor(), [['put', 'theme', 'dark'], ['id']])
    const [{ id: row }] = await sessionRows()

    for (const reference of [String(results[1]), row]) {
      const { exitCode, output } = await runCommand(SessionsShow, [reference])
      assert.equal(exitCode, 0)
      const text = output.join('\n')
      assert.include(text, `Row      ${row}`)
      assert.match(text, /^Expires {2}\d{4}-\d\d-\d\dT/m)
      assert.match(text, /^Saves {4}1$/m)
      assert.include(text, '"theme": "dark"')
      assert.notInclude(text, String(results[1]))
    }
    const { output } = await runCommand(SessionsShow, [row, '--json'])
    assert.deepInclude(JSON.parse(output[0]), {
      values: { theme: 'dark' },
      expired: false,
      expiry: 'default',
    })
  })

  test('says so where there is none, and where its data is damaged', async ({ assert }) => {
    const unknown = await runCommand(SessionsShow, ['nobody'])
    assert.equal(unknown.exitCode, 1)
    assert.include(unknown.errors[0], 'No session has the id "nobody".')

    await addExpired(1)
    const expired = await runCommand(SessionsShow, ['expired 1'])
    assert.match(expired.output.join('\n'), /^Expired {2}/m)
    await db.from('sessions').update({ data: '{' })
    const damaged = await runCommand(SessionsShow, ['expired 1'])
    assert.equal(damaged.exitCode, 1)
    assert.include(damaged.errors[0], 'The data of this session is damaged')
  })
})
