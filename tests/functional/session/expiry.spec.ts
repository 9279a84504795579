import { freezeTime, test, timeTravel } from '@japa/runner'
import { DateTime } from 'luxon'
import { emptyLibrary } from '#tests/helpers/library'
import { contents, perform, sessionRows, statementsOf } from '#tests/helpers/session_program'
import { isInRedis } from '#tests/helpers/session_rows'
import { Visitor } from '#tests/helpers/visitor'

const START = DateTime.fromISO('2026-11-23T12:00:00Z')

function maxAge(cookie: string) {
  return Number(cookie.match(/Max-Age=(\d+)/)?.[1] ?? Number.NaN)
}

test.group('Session | expiry', (group) => {
  group.each.setup(emptyLibrary)

  const after = (duration: object) => freezeTime(START.plus(duration).toJSDate())

  test('by default a visitor is remembered for two weeks, and then is new', async ({ assert }) => {
    after({})
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]])
    const age = await perform(visitor, [['expiryAge'], ['expiryDate'], ['expiresAtBrowserClose']])
    assert.deepEqual(age.results, [1_209_600, '2026-12-07T12:00:00.000Z', false])

    const copy = await visitor.cookies.getCookieString(visitor.origin)
    after({ weeks: 2, seconds: -1 })
    const last = await perform(new Visitor(), [['all']], { headers: { cookie: copy } })
    assert.deepEqual(last.results, [{ a: 1 }])
  })

  test('an expired session is not read, even if the browser still sends its cookie', async ({
    assert,
  }) => {
    after({})
    const visitor = new Visitor()
    const { results } = await perform(visitor, [['put', 'a', 1], ['id']])
    const cookie = await visitor.cookies.getCookieString(visitor.origin)

    after({ weeks: 2 })
    const late = await perform(new Visitor(), [['all'], ['put', 'b', 2], ['id']], {
      headers: { cookie },
    })
    assert.deepEqual(late.results[0], { b: 2 })
    assert.notEqual(late.results[2], results[1])
  })

  test('after so many seconds of inactivity', async ({ assert }) => {
    after({})
    const visitor = new Visitor()
    const { cookies } = await perform(visitor, [['put', 'a', 1], ['setExpiry', 300], ['expiryAge']])
    assert.equal(maxAge(cookies[0]), 300)

    after({ seconds: 299 })
    assert.deepEqual(await contents(visitor), { a: 1 })
    after({ seconds: 299 + 299 })
    assert.deepEqual(await contents(visitor), { a: 1 })
    after({ seconds: 299 + 299 + 300 })
    assert.deepEqual(await contents(visitor), {})
  })

  test('a span of time in words will do', async ({ assert }) => {
    after({})
    const { results } = await perform(new Visitor(), [['setExpiry', '30 minutes'], ['expiryAge']])
    assert.equal(results[1], 1800)
  })

  test('at a fixed moment, whatever the visitor does until then', async ({ assert }) => {
    after({})
    const visitor = new Visitor()
    const moment = START.plus({ hours: 1 }).toUTC().toISO()!
    const { cookies } = await perform(visitor, [
      ['put', 'a', 1],
      ['expireAt', moment],
    ])
    assert.equal(maxAge(cookies[0]), 3600)

    after({ minutes: 59 })
    const late = await perform(visitor, [['put', 'b', 2], ['expiryDate'], ['expiryAge']])
    assert.isEmpty(late.cookies)
    assert.deepEqual(late.results.slice(1), [moment, 60])

    after({ hours: 1 })
    assert.deepEqual(await contents(visitor), {})
  })

  test('a moment that has passed ends the session at once', async ({ assert }) => {
    after({})
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]])
    const { cookies } = await perform(visitor, [['expireAt', START.minus(1).toISO()]])

    assert.include(cookies[0], 'Max-Age=0')
    assert.isEmpty(await sessionRows())
  })

  test('with the browser: the cookie has no age, the row lives two weeks', async ({ assert }) => {
    after({})
    const visitor = new Visitor()
    const { cookies, results } = await perform(visitor, [
      ['put', 'a', 1],
      ['setExpiry', 0],
      ['expiresAtBrowserClose'],
      ['expiryAge'],
    ])
    assert.notInclude(cookies[0], 'Max-Age')
    assert.notInclude(cookies[0], 'Expires')
    assert.deepEqual(results.slice(2), [true, 1_209_600])

    const next = await perform(visitor, [['expiresAtBrowserClose']])
    assert.deepEqual(next.results, [true])
  })

  test('by default again, with the cookie set anew', async ({ assert }) => {
    after({})
    const visitor = new Visitor()
    await perform(visitor, [
      ['put', 'a', 1],
      ['setExpiry', 0],
    ])
    const { cookies } = await perform(visitor, [['setExpiry', null]])
    assert.equal(maxAge(cookies[0]), 1_209_600)
  })

  test('refuses what is no expiry, by name', async ({ assert }) => {
    for (const input of [-1, '-5 minutes', 'soon']) {
      const { results } = await perform(new Visitor(), [['setExpiry', input]])
      const [{ error }] = results as { error: string }[]
      assert.match(error, new RegExp(`(cannot expire|Invalid duration).*"${input}"`))
    }
  })

  test('the expiry is renewed once a quarter of the life has passed, and not before', async ({
    assert,
  }) => {
    after({})
    const visitor = new Visitor()
    await perform(visitor, [
      ['put', 'a', 1],
      ['setExpiry', 400],
    ])

    after({ seconds: 99 })
    const early = await perform(visitor, [['get', 'a']])
    const changed = await perform(visitor, [['put', 'a', 2]])
    assert.isEmpty([...early.cookies, ...changed.cookies])

    after({ seconds: 100 })
    const due = await perform(visitor, [['get', 'a']])
    assert.equal(maxAge(due.cookies[0]), 400)
    const again = await perform(visitor, [['get', 'a']])
    assert.isEmpty(again.cookies)

    const [row] = await sessionRows()
    assert.equal(row.expires_at, START.plus({ seconds: 500 }).toMillis())
    assert.equal(row.version, 2)
  })

  test('a renewal together with a change is one statement', async ({ assert }) => {
    after({})
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]])

    after({ days: 4 })
    let cookies: string[] = []
    const statements = await statementsOf(async () => {
      const page = await perform(visitor, [['put', 'a', 2]])
      cookies = page.cookies
    })
    assert.lengthOf(statements, 2)
    assert.equal(maxAge(cookies[0]), 1_209_600)
  }).skip(isInRedis, 'Counts SQL statements')

  test('a visitor who comes every three days is remembered for good', async ({ assert }) => {
    const visitor = new Visitor()
    for (let day = 0; day <= 60; day += 3) {
      after({ days: day })
      const page = await visitor.visit('/')
      assert.include(page.text(), `You have visited this page ${day / 3} time`)
    }
  })

  test('lives as long across a change of the clocks', async ({ assert }) => {
    const zone = 'Europe/Berlin'
    for (const evening of ['2027-03-27T20:00', '2026-10-24T20:00']) {
      const start = DateTime.fromISO(evening, { zone })
      const visitor = new Visitor()
      freezeTime(start.toJSDate())
      await perform(visitor, [
        ['put', 'a', 1],
        ['setExpiry', 24 * 3600],
      ])
      const [row] = await sessionRows()
      assert.equal(row.expires_at - start.toMillis(), 24 * 3600 * 1000)

      freezeTime(start.plus({ seconds: 24 * 3600 - 1 }).toJSDate())
      const cookie = await visitor.cookies.getCookieString(visitor.origin)
      const page = await perform(new Visitor(), [['has', 'a']], { headers: { cookie } })
      assert.deepEqual(page.results, [true])
      freezeTime(start.plus({ seconds: 2 * 24 * 3600 }).toJSDate())
      const late = await perform(new Visitor(), [['has', 'a']], { headers: { cookie } })
      assert.deepEqual(late.results, [false])
      await emptyLibrary()
    }
  })

  test('time goes by while the site runs', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.visit('/')
    timeTravel('15 days')
    const page = await visitor.visit('/')
    assert.include(page.text(), 'You have visited this page 0 times.')
  })
})
