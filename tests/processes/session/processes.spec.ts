import { randomInt } from 'node:crypto'
import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/databases'
import { emptyLibrary } from '#tests/helpers/library'
import { visitMany, visitsShown } from '#tests/helpers/many_visits'
import { SiteProcess } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

test.group('Session | several processes', (group) => {
  group.each.setup(emptyLibrary)

  test('two servers on one database count 1,000 visits of one visitor, 50 at a time, again and again', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('two_servers')
    const servers = await Promise.all([SiteProcess.start(database), SiteProcess.start(database)])
    cleanup(async () => {
      await Promise.all(servers.map((server) => server.stop()))
    })
    const origins = servers.map(({ origin }) => origin)

    for (let round = 0; round < 2; round++) {
      const visitor = new Visitor(origins[0])
      await visitor.visit('/')
      assert.equal(await visitMany(visitor, origins, { total: 999, atOnce: 50 }), 999)
      assert.equal(await visitsShown(visitor, origins[0]), 1000)
    }
  })

  test('killed 20 times under load, the site has forgotten no visit that it answered', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('killed')
    const visitor = new Visitor('http://127.0.0.1')
    let counted = 0

    for (let batch = 0; batch < 5; batch++) {
      const servers = await Promise.all(
        Array.from({ length: 4 }, () => SiteProcess.start(database))
      )
      cleanup(async () => {
        for (const server of servers) await server.stop('SIGKILL')
      })
      for (const server of servers) {
        const before = await visitsShown(visitor, server.origin)
        assert.isAtLeast(before, counted)
        assert.isAtMost(before, counted + 10)

        const last = randomInt(5, 60)
        const answered = await visitMany(visitor, [server.origin], {
          total: Infinity,
          atOnce: 10,
          onAnswer: (count) => {
            if (count === last) void server.stop('SIGKILL')
          },
        })
        assert.isAtLeast(answered, last)
        counted = before + 1 + answered
      }
    }
  })

  test('the cookie is for encrypted connections alone exactly where the site is at https', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('secure')
    for (const [address, name, isSecure] of [
      ['https://library.example', '__Host-library_session', true],
      ['http://library.example', 'library_session', false],
    ] as const) {
      const server = await SiteProcess.start(database, { APP_URL: address })
      cleanup(() => server.stop())
      const page = await new Visitor(server.origin).visit('/')
      const [cookie] = page.headers.getSetCookie()
      assert.isTrue(cookie.startsWith(`${name}=`))
      assert.equal(cookie.split('; ').includes('Secure'), isSecure)
    }
  })

  test('goes on counting after the server was stopped and started again', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('restarted')
    // Cookies know no port: one browser goes from one server to the next
    const visitor = new Visitor()
    for (const sentence of ['0 times.', '1 time.']) {
      const server = await SiteProcess.start(database)
      cleanup(() => server.stop())
      const page = await visitor.visit(`${server.origin}/`)
      assert.include(page.text(), `You have visited this page ${sentence}`)
      await server.stop()
    }
  })
})
