import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { SiteProcess, startAce } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

const PAST = Date.now() - 1000

async function query(database: Record<string, string>, sql: string) {
  const client = openDatabase(database)
  try {
    const result = await client.rawQuery(sql)
    const [row] = Array.isArray(result) ? result : result.rows
    return { n: Number(row.n) }
  } finally {
    await db.manager.close(client.connectionName, true)
  }
}

const addExpiredTo = (database: Record<string, string>) =>
  query(
    database,
    `insert into sessions (id, data, version, expires_at, created_at)
     values ('expired', '{"values":{}}', 1, ${PAST}, ${PAST}) returning 1 as n`
  )

const countIn = (database: Record<string, string>) =>
  query(database, 'select count(*) as n from sessions')

test.group('Console | sessions:clear beside a server', () => {
  test('a site that runs does it by itself, with no visitor there', async ({ assert, cleanup }) => {
    const database = await emptyDatabase('clearing')
    await addExpiredTo(database)
    const server = await SiteProcess.start(database, { SESSION_CLEARING_INTERVAL: '20 ms' })
    cleanup(() => server.stop())

    const until = performance.now() + 5000
    let left: number
    do ({ n: left } = await countIn(database))
    while (left > 0 && performance.now() < until)
    assert.equal(left, 0)
  })

  test('no other command does it by itself, nor a site that is told not to', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('no_clearing')
    await addExpiredTo(database)
    const settings = { ...database, SESSION_CLEARING_INTERVAL: '1 ms' }
    for (const command of ['library:stats', 'sessions:stats']) {
      assert.equal(await startAce([command], settings).ended, 0)
    }
    const server = await SiteProcess.start(database, { SESSION_CLEARING_INTERVAL: '0' })
    cleanup(() => server.stop())
    for (let n = 0; n < 20; n++) await new Visitor(server.origin).visit('/')

    const { n } = await query(database, `select count(*) as n from sessions where id = 'expired'`)
    assert.equal(n, 1)
  })
})
