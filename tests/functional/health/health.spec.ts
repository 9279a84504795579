import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { Visitor } from '#tests/helpers/visitor'

test.group('Health', () => {
  test('is 200 when the database answers and all migrations are applied', async ({ assert }) => {
    const page = await new Visitor().visit('/health')
    assert.equal(page.status, 200)
    assert.deepEqual(JSON.parse(page.body), {
      status: 'ok',
      database: 'ok',
      migrations: 'applied',
    })
    assert.equal(page.headers.get('cache-control'), 'no-store')
  })

  test('is 503 while a migration is pending', async ({ assert, cleanup }) => {
    const last = await db.from('adonis_schema').orderBy('id', 'desc').firstOrFail()
    await db.from('adonis_schema').where('id', last.id).delete()
    cleanup(async () => {
      await db.table('adonis_schema').insert(last)
    })

    const page = await new Visitor().visit('/health')
    assert.equal(page.status, 503)
    assert.deepEqual(JSON.parse(page.body), {
      status: 'unavailable',
      database: 'ok',
      migrations: 'pending',
    })
  })

  test('is 503 when the database does not answer', async ({ assert, cleanup }) => {
    const name = db.primaryConnectionName
    const { config } = db.manager.get(name)!
    const connection =
      name === 'postgres'
        ? { connectionString: 'postgres://127.0.0.1:1/library' }
        : { filename: '/nowhere/at/all.sqlite3' }
    await db.manager.close(name)
    db.manager.patch(name, { ...config, connection } as typeof config)
    cleanup(async () => {
      await db.manager.close(name)
      db.manager.patch(name, config)
      db.manager.connect(name)
    })

    const page = await new Visitor().visit('/health')
    assert.equal(page.status, 503)
    assert.include(page.body, '"database":"unreachable"')
    const ready = await new Visitor().visit('/health/ready')
    assert.equal(ready.status, 503)
    const live = await new Visitor().visit('/health/live')
    assert.equal(live.status, 200)
    assert.deepEqual(JSON.parse(live.body), { status: 'ok' })
  })
})
