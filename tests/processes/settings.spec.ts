import { setTimeout } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { emptyLibrary } from '#tests/helpers/library'
import { SiteProcess, freePort } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

function from(address: string) {
  return { headers: { 'x-forwarded-for': address } }
}

/** What each of these addresses gets for a page. */
async function statusesOf(visitor: Visitor, addresses: string[]) {
  const statuses: number[] = []
  for (const address of addresses) {
    const page = await visitor.visit('/books', from(address))
    statuses.push(page.status)
  }
  return statuses
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

    assert.deepEqual(
      await statusesOf(
        visitor,
        ['1', '2', '3', 'ffff:1'].map((host) => `2001:db8:0:1::${host}`)
      ),
      [200, 200, 200, 429]
    )
  })

  test('holds for whoever has many addresses, and however a proxy writes one', async ({
    assert,
    cleanup,
  }) => {
    const server = await SiteProcess.start(await emptyDatabase('limited'), {
      RATE_LIMIT: '3',
      TRUST_PROXY: 'loopback, 198.51.100.1',
    })
    cleanup(() => server.stop())
    const visitor = new Visitor(server.origin)

    const networks = Array.from({ length: 30 }, (_, number) => `2001:db8:5:${number}::1`)
    const served = await statusesOf(visitor, networks)
    assert.equal(served.filter((status) => status === 200).length, 12)
    const neighbour = await visitor.visit('/books', from('2001:db8:6::1'))
    assert.equal(neighbour.status, 200)

    assert.deepEqual(
      await statusesOf(visitor, [
        '192.0.2.7:1000',
        '192.0.2.7:1001, 198.51.100.1:1002',
        '::ffff:192.0.2.7',
        '[::ffff:c000:207]:443',
      ]),
      [200, 200, 200, 429]
    )
  })

  test('spares the health checks, and nothing that only begins like them', async ({
    assert,
    cleanup,
  }) => {
    const server = await SiteProcess.start(await emptyDatabase('limited'), {
      RATE_LIMIT: '1',
      TRUST_PROXY: 'loopback',
    })
    cleanup(() => server.stop())
    const visitor = new Visitor(server.origin)
    await visitor.visit('/books', from('192.0.2.1'))

    for (const address of ['/health', '/health/live', '/health/ready', '/health?from=outside']) {
      const page = await visitor.visit(address, from('192.0.2.1'))
      assert.equal(page.status, 200, address)
    }
    for (const address of ['/healthy', '/health/', '/health/none', '/healthbooks', '/health%2f']) {
      const page = await visitor.visit(address, from('192.0.2.1'))
      assert.equal(page.status, 429, address)
    }
    const form = await visitor.submit('/health', {}, from('192.0.2.1'))
    assert.equal(form.status, 429)
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

  test('nothing that a stranger can cause fills the log', async ({ assert, cleanup }) => {
    const server = await SiteProcess.start(await emptyDatabase('quiet'), {
      RATE_LIMIT: '6',
      LOG_LEVEL: 'info',
      NODE_ENV: 'production',
      TRUST_PROXY: 'loopback',
    })
    cleanup(() => server.stop())
    const visitor = new Visitor(server.origin)
    const origin = 'https://elsewhere.example'
    const forms = [
      await visitor.submit(
        '/reading-list/1',
        {},
        { headers: { ...from('192.0.2.1').headers, origin } }
      ),
      await visitor.submit(
        '/preferences?_method=PATCH',
        { theme: 'x'.repeat(200_000) },
        from('192.0.2.1')
      ),
      await visitor.submit('/books', {}, from('192.0.2.1')),
      await visitor.submit('/reading-list/999', {}, from('192.0.2.1')),
      await visitor.visit('/nowhere', from('192.0.2.1')),
      await visitor.visit('/books?page=999', { ...from('192.0.2.1'), redirect: 'manual' }),
      await visitor.visit('/books', from('192.0.2.1')),
    ]
    assert.deepEqual(
      forms.map(({ status }) => status),
      [403, 413, 405, 404, 404, 302, 429]
    )

    await server.stop()
    const lines = server.output.split('\n').filter((line) => line.includes('"level"'))
    assert.isEmpty(lines.filter((line) => JSON.parse(line).level >= 40))
    assert.notInclude(lines.join('\n'), 'not sent from a page of the library')
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

test.group('Operations | https', () => {
  test('a site under https tells browsers to stay there, and makes its cookie secure', async ({
    assert,
    cleanup,
  }) => {
    const server = await SiteProcess.start(await emptyDatabase('https'), {
      APP_URL: 'https://library.example',
    })
    cleanup(() => server.stop())
    for (const address of ['/', '/favicon.svg', '/nowhere']) {
      const { headers } = await new Visitor(server.origin).visit(address)
      assert.match(headers.get('strict-transport-security')!, /^max-age=15552000/)
    }
    const { headers } = await new Visitor(server.origin).visit('/')
    assert.match(headers.get('set-cookie')!, /; Secure/)
  })
})
