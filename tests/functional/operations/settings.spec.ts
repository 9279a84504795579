import { setTimeout } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { emptyLibrary } from '#tests/helpers/library'
import { SiteProcess, emptyDatabase, freePort, openDatabase } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

function from(address: string) {
  return { headers: { 'x-forwarded-for': address } }
}

test.group('Operations | rate limit', (group) => {
  group.each.setup(emptyLibrary)

  test('holds for each address that a trusted proxy names, and says when to go on', async ({
    assert,
    cleanup,
  }) => {
    const server = await SiteProcess.start(await emptyDatabase('limited'), {
      RATE_LIMIT: '3',
      TRUST_PROXY: 'loopback',
    })
    cleanup(() => server.stop())
    const visitor = new Visitor(server.origin)

    for (let times = 0; times < 3; times++) {
      const page = await visitor.visit('/books', from('192.0.2.1'))
      assert.equal(page.status, 200)
    }
    const refused = await visitor.visit('/books', from('192.0.2.1'))
    assert.equal(refused.status, 429)
    assert.equal(refused.text('h1'), 'One moment, please')
    assert.isAtLeast(Number(refused.headers.get('retry-after')), 1)
    assert.isAtMost(Number(refused.headers.get('retry-after')), 60)

    const other = await visitor.visit('/books', from('192.0.2.2'))
    assert.equal(other.status, 200)
    const health = await visitor.visit('/health', from('192.0.2.1'))
    assert.equal(health.status, 200)

    const statuses = []
    for (const host of ['1', '2', '3', 'ffff:1']) {
      const page = await visitor.visit('/books', from(`2001:db8:0:1::${host}`))
      statuses.push(page.status)
    }
    assert.deepEqual(statuses, [200, 200, 200, 429])
  })

  test('believes no client that names an address of its own, and spares the machine itself', async ({
    assert,
    cleanup,
  }) => {
    const server = await SiteProcess.start(await emptyDatabase('limited'), { RATE_LIMIT: '1' })
    cleanup(() => server.stop())
    for (let times = 0; times < 3; times++) {
      const page = await new Visitor(server.origin).visit('/books', from('192.0.2.1'))
      assert.equal(page.status, 200)
    }
  })
})

test.group('Operations | log and metrics', (group) => {
  group.each.setup(emptyLibrary)

  test('each request gets a line with its id, and with nothing of the visitor', async ({
    assert,
    cleanup,
  }) => {
    const server = await SiteProcess.start(await emptyDatabase('logged'), {
      ACCESS_LOG: 'true',
      LOG_LEVEL: 'info',
      NODE_ENV: 'production',
      TRUST_PROXY: 'loopback',
    })
    cleanup(() => server.stop())
    const visitor = new Visitor(server.origin)
    await visitor.visit('/books?q=embarrassing', from('192.0.2.77'))
    const [{ value: cookie }] = await visitor.cookies.getCookies(server.origin)
    await visitor.visit('/', { headers: { 'x-request-id': 'proxy-1' } })
    await visitor.visit('/', { headers: { 'x-request-id': 'not {an} id' } })
    while (server.output.split('"request"').length < 4) await setTimeout(10)

    const lines = server.output.split('\n').filter((line) => line.includes('"request"'))
    const [first, second, third] = lines.map((line) => JSON.parse(line))
    assert.containsSubset(first, { method: 'GET', path: '/books', status: 200 })
    assert.match(first.request_id, /^[0-9a-f-]{36}$/)
    assert.isNumber(first.ms)
    assert.equal(second.request_id, 'proxy-1')
    assert.match(third.request_id, /^[0-9a-f-]{36}$/)
    for (const secret of ['embarrassing', '192.0.2.77', '127.0.0.1"', cookie]) {
      assert.notInclude(lines.join('\n'), secret)
    }
  })

  test('a statement that fails says nothing of what was searched for', async ({ assert }) => {
    const error = await db.rawQuery('select ? from nowhere', ['embarrassing']).catch(String)
    assert.match(error, /no such table: nowhere|relation "nowhere" does not exist/)
    assert.notInclude(error, 'embarrassing')
  })

  test('Prometheus reads its figures at a port of its own', async ({ assert, cleanup }) => {
    const port = await freePort()
    const database = await emptyDatabase('measured')
    const client = openDatabase(database)
    await client.table('genres').insert({ name: 'Poetry', name_key: 'poetry' })
    await db.manager.close(client.connectionName, true)
    const server = await SiteProcess.start(database, {
      METRICS_PORT: String(port),
      METRICS_HOST: '127.0.0.1',
    })
    cleanup(() => server.stop())
    const visitor = new Visitor(server.origin)
    await visitor.visit('/books?q=dune')
    await visitor.visit('/nowhere')

    const { status, body } = await new Visitor(`http://127.0.0.1:${port}`).visit('/metrics')
    assert.equal(status, 200)
    assert.include(
      body,
      'library_request_duration_seconds_count{method="GET",route="/books",status="200"} 1'
    )
    assert.include(
      body,
      'library_request_duration_seconds_count{method="GET",route="none",status="404"} 1'
    )
    assert.include(body, 'library_records{kind="genres"} 1')
    assert.include(body, 'library_sessions_resting 0')
    assert.include(body, 'process_resident_memory_bytes')

    const visible = await visitor.visit('/metrics')
    assert.equal(visible.status, 404)
  })
})
