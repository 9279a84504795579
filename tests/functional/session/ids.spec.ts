import { createHmac, randomBytes, randomInt } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import encryption from '@adonisjs/core/services/encryption'
import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import { contents, perform, sessionRows } from '#tests/helpers/session_program'
import { Visitor } from '#tests/helpers/visitor'

const NAME = 'library_session'

/** What the HTTP client refuses to send. */
const CONTROL = /[^\t\x20-\x7e\x80-\xff]/g

/** A cookie as the site itself would sign it. */
function signed(value: unknown, purpose = NAME) {
  return `${NAME}=${encodeURIComponent(`s:${encryption.getMessageVerifier().sign(value, undefined, purpose)}`)}`
}

/** GETs what the session holds, with a cookie header of our own. */
function visitWith(origin: string, cookie: string) {
  return new Promise<{ status: number; cookies: string[]; body: string }>((resolve, reject) => {
    const outgoing = request(`${origin}/test/all`, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part) => (body += part))
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          cookies: response.headers['set-cookie'] ?? [],
          body,
        })
      )
    })
    outgoing.on('error', reject)
    outgoing.setHeader('cookie', cookie)
    outgoing.end()
  })
}

test.group('Session | ids', (group) => {
  group.each.setup(emptyLibrary)

  test('are 192 bits at random, each its own', async ({ assert }) => {
    const ids = new Set<string>()
    for (let n = 0; n < 50; n++) {
      const { results } = await perform(new Visitor(), [['put', 'a', 1], ['id']])
      assert.match(String(results[1]), /^[\w-]{32}$/)
      assert.lengthOf(Buffer.from(String(results[1]), 'base64url'), 24)
      ids.add(String(results[1]))
    }
    assert.equal(ids.size, 50)
  })

  test('an unknown id is never taken up, though it is well signed', async ({ assert }) => {
    const id = randomBytes(24).toString('base64url')
    const headers = { cookie: signed(id) }
    const { results, cookies } = await perform(new Visitor(), [['put', 'a', 1], ['id']], {
      headers,
    })

    assert.notEqual(results[1], id)
    assert.lengthOf(cookies, 1)
    assert.notInclude(cookies[0], headers.cookie)
  })

  test('the row of a session is no id', async ({ assert }) => {
    await perform(new Visitor(), [['put', 'secret', 1]])
    const [{ id }] = await sessionRows()
    for (const value of [id, id.slice(0, 32)]) {
      const thief = await perform(new Visitor(), [['all']], { headers: { cookie: signed(value) } })
      assert.deepEqual(thief.results, [{}])
    }
  })

  test('a signature for another cookie does not do', async ({ assert }) => {
    const { results } = await perform(new Visitor(), [['put', 'secret', 1], ['id']])
    const cookie = signed(results[1], 'other_cookie')
    const thief = await perform(new Visitor(), [['all']], { headers: { cookie } })
    assert.deepEqual(thief.results, [{}])

    const owner = await perform(new Visitor(), [['all']], {
      headers: { cookie: signed(results[1]) },
    })
    assert.deepEqual(owner.results, [{ secret: 1 }])
  })

  test('regenerate gives a new id to the same values, and the old one names nothing', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const before = await perform(visitor, [['put', 'a', 1], ['id']])
    const cookie = await visitor.cookies.getCookieString(visitor.origin)
    const { cookies } = await perform(visitor, [['regenerate']])
    const after = await perform(visitor, [['id'], ['all']])

    assert.lengthOf(cookies, 1)
    assert.notEqual(after.results[0], before.results[1])
    assert.deepEqual(after.results[1], { a: 1 })
    const old = await perform(new Visitor(), [['all']], { headers: { cookie } })
    assert.deepEqual(old.results, [{}])
    assert.lengthOf(await sessionRows(), 1)
  })

  test('10,000 odd cookies: no server error, no session taken over, no row left', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const { results } = await perform(visitor, [['put', 'visits', 4711], ['id']])
    const genuine = await visitor.cookies.getCookieString(visitor.origin)
    const [payload, signature] = decodeURIComponent(genuine.split('=s%3A')[1]).split('.')
    const cookie = (value: string) => `${NAME}=${encodeURIComponent(value)}`

    const odd: (() => string)[] = [
      () => `${NAME}=${randomBytes(randomInt(1, 200)).toString('latin1').replace(CONTROL, '')}`,
      () => cookie(randomBytes(randomInt(1, 200)).toString('base64')),
      () => genuine.slice(0, randomInt(NAME.length, genuine.length)),
      () => cookie(`s:${payload}.${signature.slice(0, randomInt(signature.length))}`),
      () => {
        const forged = createHmac('sha256', randomBytes(32)).update(payload).digest('base64url')
        return cookie(`s:${payload}.${forged}`)
      },
      () => {
        const other = JSON.stringify({ message: results[1], purpose: NAME, extra: randomInt(1e9) })
        return cookie(`s:${Buffer.from(other).toString('base64url')}.${signature}`)
      },
      () => signed([results[1], randomInt(1e9)]),
      () => signed({ id: results[1] }),
      () => signed(randomInt(1e9)),
      () => signed(randomBytes(24).toString('base64url')),
      () => signed(`${results[1]}`.toUpperCase() + randomInt(10)),
      () => signed(results[1], 'another'),
      () => cookie(`e:${randomBytes(40).toString('base64url')}`),
      () => cookie(`s:${'a'.repeat(randomInt(4000, 12_000))}`),
      () => `${NAME}=%E0%A4%A${randomInt(10)}; ${NAME}=%`,
      () => `${NAME}; =; ${NAME}==; __proto__=s:1; ${NAME}=j:{"__proto__":{"x":${randomInt(10)}}}`,
      () => `adonis-session=${randomInt(1e9)}; PHPSESSID=${randomInt(1e9)}; ${NAME}x=${payload}`,
    ]

    const total = 10_000
    let sent = 0
    const send = async () => {
      while (sent < total) {
        const header = odd[sent++ % odd.length]()
        const { status, body, cookies } = await visitWith(visitor.origin, `${header}; x=1`)
        assert.isBelow(status, 500, header)
        assert.isTrue(status >= 400 || body === '{}', header)
        assert.isEmpty(cookies)
      }
    }
    await Promise.all(Array.from({ length: 20 }, send))

    assert.lengthOf(await sessionRows(), 1)
    assert.deepEqual(await contents(visitor), { visits: 4711 })
  }).timeout(60_000)

  test('odd cookies leave no row behind where nothing is remembered', async ({ assert }) => {
    for (const value of ['', 'x', '%', 's:', 's:.', `s:${'a'.repeat(5000)}.b`, 'j:{"a":1}']) {
      const headers = { cookie: `${NAME}=${value}` }
      const { status, cookies } = await perform(new Visitor(), [['all']], { headers })
      assert.equal(status, 200)
      assert.isEmpty(cookies)
    }
    assert.isEmpty(await sessionRows())
  })

  test('a cookie of every byte there is gets an answer', async ({ assert }) => {
    const { hostname, port } = new URL(new Visitor().origin)
    for (let byte = 0; byte < 256; byte++) {
      const socket = connect(Number(port), hostname)
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: ')
      socket.write(Buffer.concat([Buffer.from(`${NAME}=s%3A`), Buffer.of(byte, byte)]))
      socket.write('\r\n\r\n')
      let answer = ''
      for await (const part of socket) answer += part
      assert.match(answer, /^HTTP\/1.1 (200|400) /, `byte ${byte}`)
    }
  })
})
