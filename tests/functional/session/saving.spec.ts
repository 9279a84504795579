import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import { contents, perform, sessionRows, statementsOf } from '#tests/helpers/session_program'
import { isInRedis } from '#tests/helpers/session_rows'
import { Visitor } from '#tests/helpers/visitor'

const DAY = 24 * 60 * 60 * 1000

test.group('Session | saving', (group) => {
  group.each.setup(emptyLibrary)

  test('saves a change inside a value without being told', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'list', ['a']]])
    await perform(visitor, [['push', 'list', 'b']])

    assert.deepEqual(await contents(visitor), { list: ['a', 'b'] })
  })

  test('a request that changes nothing runs one SELECT and sets no cookie', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', { b: 1 }]])
    await perform(visitor, [['get', 'a']])

    for (const steps of [[['get', 'a']], [['put', 'a', { b: 1 }]], [], [['pull', 'x']]]) {
      let cookies: string[] = []
      const statements = await statementsOf(async () => {
        const page = await perform(visitor, steps as [string, ...unknown[]][])
        cookies = page.cookies
      })
      assert.lengthOf(statements, 1)
      assert.match(statements[0], /^select .* from sessions where id = /)
      assert.isEmpty(cookies)
    }
  }).skip(isInRedis, 'Counts SQL statements')

  test('the first request that brings the cookie is taken down, if it changes nothing else', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]])
    const kinds = []
    for (let times = 0; times < 2; times++) {
      const statements = await statementsOf(async () => {
        const { cookies } = await perform(visitor, [['get', 'a']])
        assert.isEmpty(cookies)
      })
      kinds.push(statements.map((sql) => sql.split(' ')[0]))
    }
    assert.deepEqual(kinds, [['select', 'update'], ['select']])
  }).skip(isInRedis, 'Counts SQL statements')

  test('what was put back as it was is no change', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [
      ['put', 'a', 1],
      ['put', 'b', 2],
    ])
    await perform(visitor, [['get', 'a']])
    const statements = await statementsOf(() =>
      perform(visitor, [
        ['forget', 'a'],
        ['put', 'a', 1],
      ])
    )
    assert.lengthOf(statements, 1)
  }).skip(isInRedis, 'Counts SQL statements')

  test('a changed session of a known visitor costs one SELECT and one UPDATE', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    await visitor.visit('/')

    const statements = await statementsOf(() => visitor.visit('/'))
    const ofSessions = statements.filter((sql) => sql.includes('sessions'))
    assert.deepEqual(
      ofSessions.map((sql) => sql.split(' ')[0]),
      ['select', 'update']
    )
  }).skip(isInRedis, 'Counts SQL statements')

  test('no row and no cookie for a visitor of whom nothing is remembered', async ({ assert }) => {
    for (const steps of [
      [],
      [['get', 'a']],
      [['all']],
      [
        ['put', 'a', 1],
        ['forget', 'a'],
      ],
    ]) {
      const { cookies } = await perform(new Visitor(), steps as [string, ...unknown[]][])
      assert.isEmpty(cookies)
    }
    assert.isEmpty(await sessionRows())
  })

  test('a visitor without a cookie costs no statement', async ({ assert }) => {
    const statements = await statementsOf(() => perform(new Visitor(), [['get', 'a']]))
    assert.isEmpty(statements)
  })

  test('the row goes when the last value is forgotten', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]])
    await perform(visitor, [['forget', 'a']])

    assert.isEmpty(await sessionRows())
    assert.deepEqual(await contents(visitor), {})
  })

  test('flush takes row and cookie away', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]])
    const { cookies } = await perform(visitor, [['flush']])

    assert.isEmpty(await sessionRows())
    assert.lengthOf(cookies, 1)
    assert.match(cookies[0], /^library_session=; Max-Age=0;/)
    assert.equal(await visitor.cookies.getCookieString('http://127.0.0.1/'), '')
  })

  test('saves nothing when the response is a server error', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]])
    for (const status of [500, 503]) {
      await perform(visitor, [['put', 'a', 2], ['flush'], ['put', 'b', 3]], { status })
    }
    assert.deepEqual(await contents(visitor), { a: 1 })

    const newcomer = await perform(new Visitor(), [['put', 'a', 1]], { status: 500 })
    assert.isEmpty(newcomer.cookies)
    assert.lengthOf(await sessionRows(), 1)
  })

  test('saves nothing when the page breaks', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]])
    const page = await visitor.visit('/test/crash')
    const newcomer = await new Visitor().visit('/test/crash')

    assert.deepEqual([page.status, newcomer.status], [500, 500])
    assert.isEmpty([...page.headers.getSetCookie(), ...newcomer.headers.getSetCookie()])
    assert.deepEqual(await contents(visitor), { a: 1 })
    assert.lengthOf(await sessionRows(), 1)
  })

  test('saves when the response is a client error', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]], { status: 404 })
    assert.deepEqual(await contents(visitor), { a: 1 })
  })

  test('a page that used the session is private and varies by cookie', async ({ assert }) => {
    const visitor = new Visitor()
    const used = await perform(visitor, [['get', 'a']])
    assert.include(used.headers.get('vary'), 'Cookie')
    assert.equal(used.headers.get('cache-control'), 'private')

    const home = await visitor.visit('/')
    assert.include(home.headers.get('vary'), 'Cookie')
    assert.equal(home.headers.get('cache-control'), 'no-store')

    const flash = await visitor.visit('/test/view')
    assert.include(flash.headers.get('vary'), 'Cookie')
  })

  test('a page that did not use the session says nothing of it', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.visit('/')
    const unused = await perform(visitor, [])
    assert.notInclude(unused.headers.get('vary') ?? '', 'Cookie')
    assert.isNull(unused.headers.get('cache-control'))
  })

  test("keeps the page's own caching rules where they are as strict", async ({ assert }) => {
    const visitor = new Visitor()
    for (const [cacheControl, expected] of [
      ['public, max-age=60', 'private, max-age=60'],
      ['no-store', 'no-store'],
      ['private, max-age=5', 'private, max-age=5'],
    ]) {
      const page = await perform(visitor, [['get', 'a']], { cacheControl })
      assert.equal(page.headers.get('cache-control'), expected)
    }
  })

  test('lives for two weeks by default, in a cookie that scripts and other sites do not get', async ({
    assert,
  }) => {
    const before = Date.now()
    const { cookies } = await perform(new Visitor(), [['put', 'a', 1]])
    const [row] = await sessionRows()

    assert.closeTo(row.expires_at, before + 14 * DAY, 5000)
    assert.lengthOf(cookies, 1)
    const attributes = cookies[0].split('; ').slice(1)
    assert.sameMembers(attributes, ['Max-Age=1209600', 'Path=/', 'HttpOnly', 'SameSite=Lax'])
  })

  test('the cookie carries a signed id and no data, and the table no id', async ({ assert }) => {
    const { cookies, results } = await perform(new Visitor(), [['put', 'a', 'my data'], ['id']])
    const [payload, signature] = decodeURIComponent(cookies[0].match(/=s%3A([^;]+)/)![1]).split('.')
    const { message } = JSON.parse(Buffer.from(payload, 'base64url').toString())

    assert.equal(message, results[1])
    assert.isNotEmpty(signature)
    assert.notInclude(Buffer.from(payload, 'base64url').toString(), 'my data')
    const [row] = await sessionRows()
    assert.notInclude(JSON.stringify(row), message)
  })
})
