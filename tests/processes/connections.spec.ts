import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/databases'
import { emptyLibrary } from '#tests/helpers/library'
import { SiteProcess } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

const isOnPostgres = process.env.DB_CONNECTION === 'postgres'

/** A client that sends what it likes, and waits for all that comes back. */
class Client {
  readonly #socket: Socket
  readonly received: Promise<string>

  constructor(origin: string) {
    const { hostname, port } = new URL(origin)
    this.#socket = connect(Number(port), hostname)
    this.received = this.#read()
  }

  async send(text: string) {
    if (this.#socket.connecting) await once(this.#socket, 'connect')
    this.#socket.write(text)
  }

  async #read() {
    let text = ''
    try {
      for await (const chunk of this.#socket) text += chunk
    } catch {
      // cut off by the server: what came before stands
    }
    return text
  }
}

test.group('Faults | clients that hold the server up', (group) => {
  let server: SiteProcess
  group.tap((each) => each.skip(isOnPostgres, 'The same whatever the database is'))
  group.setup(async () => {
    server = await SiteProcess.start(await emptyDatabase('connections'))
    return () => server.stop()
  })

  test('headers without end are refused', async ({ assert }) => {
    const client = new Client(server.origin)
    await client.send(`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)
    assert.match(await client.received, /^HTTP\/1.1 431 /)
  })

  test('half a request is cut off after ten seconds', async ({ assert }) => {
    const client = new Client(server.origin)
    const started = performance.now()
    await client.send('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n')
    assert.match(await client.received, /^HTTP\/1.1 408 /)
    assert.isBelow(performance.now() - started, 14_000)
  })

  test('a form larger than any of the site is refused with a clear page', async ({ assert }) => {
    const visitor = new Visitor(server.origin)
    const page = await visitor.submit('/preferences?_method=PATCH', { theme: 'x'.repeat(200_000) })
    assert.equal(page.status, 413)
    assert.equal(page.text('h1'), 'This form was too large')
  })
})

test.group('Faults | server that is told to stop', (group) => {
  group.each.setup(emptyLibrary)

  const begun = 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n'

  test('answers what was begun, refuses what is new, and is not ready meanwhile', async ({
    assert,
    cleanup,
  }) => {
    const server = await SiteProcess.start(await emptyDatabase('stopping'))
    cleanup(() => server.stop('SIGKILL'))
    const visitor = new Visitor(server.origin)
    const ready = await visitor.visit('/health/ready')
    assert.equal(ready.status, 200)
    const client = new Client(server.origin)
    await client.send(begun)

    const stopped = server.stop()
    while (await visitor.visit('/health/live').catch(() => null)) continue
    await client.send('\r\n')

    const answer = await client.received
    assert.match(answer, /^HTTP\/1.1 503 /)
    assert.include(answer, '{"status":"stopping"}')
    await stopped
    assert.equal(server.exitCode, 0)
  })

  test('says with its last answers that the connection closes', async ({ assert, cleanup }) => {
    const server = await SiteProcess.start(await emptyDatabase('stopping'))
    cleanup(() => server.stop('SIGKILL'))
    const [idle, asked, asking] = [1, 2, 3].map(() => new Client(server.origin))
    for (const client of [idle, asked]) await client.send(`${begun}\r\n`)
    await asked.send(begun)
    // its headers are there, and its answer waits for the body
    await asking.send(
      'PATCH /preferences HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n' +
        'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\n'
    )
    await setTimeout(500)

    const stopped = server.stop()
    while (await new Visitor(server.origin).visit('/health/live').catch(() => null)) continue
    await asked.send('\r\n')
    await asking.send('theme=dark')
    for (const client of [asked, asking]) {
      const answers = await client.received
      const last = answers.slice(answers.lastIndexOf('HTTP/1.1 '))
      assert.match(last, /^HTTP\/1.1 (503|303|302) /)
      assert.match(last, /^connection: close\r$/im)
    }
    await stopped
    assert.equal(server.exitCode, 0)
  })

  test('ends in a bounded time, whoever still sends', async ({ assert, cleanup }) => {
    const server = await SiteProcess.start(await emptyDatabase('stopping'))
    cleanup(() => server.stop('SIGKILL'))
    const client = new Client(server.origin)
    await client.send(
      'PATCH /preferences HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n' +
        'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 90\r\n\r\na'
    )

    const started = performance.now()
    await server.stop()
    assert.equal(server.exitCode, 0)
    assert.isBelow(performance.now() - started, 12_000)
  })

  test('ends at once when told twice', async ({ assert, cleanup }) => {
    const server = await SiteProcess.start(await emptyDatabase('stopping'))
    cleanup(() => server.stop('SIGKILL'))
    const client = new Client(server.origin)
    await client.send(begun)

    const started = performance.now()
    const stopped = server.stop('SIGINT')
    while (await new Visitor(server.origin).visit('/health/live').catch(() => null)) continue
    await server.stop('SIGINT')
    await stopped
    assert.equal(server.exitCode, 130)
    assert.isBelow(performance.now() - started, 3000)
  })
})
