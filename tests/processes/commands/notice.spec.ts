import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/databases'
import { SiteProcess, startAce } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

test.group('Console | library:notice beside servers', () => {
  test('servers that run show within two seconds what another process put up', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('notice')
    const servers = await Promise.all([SiteProcess.start(database), SiteProcess.start(database)])
    cleanup(async () => {
      await Promise.all(servers.map((server) => server.stop()))
    })
    const console = (...args: string[]) => startAce(['library:notice', ...args], database).ended
    const showing = async (expected: string) => {
      const until = performance.now() + 2000
      for (const { origin } of servers) {
        let found: string
        do {
          const page = await new Visitor(origin).visit('/')
          found = page.text('#notice p')
        } while (found !== expected && performance.now() < until)
        assert.equal(found, expected)
      }
    }

    await showing('')
    assert.equal(await console('Closed on Monday'), 0)
    await showing('Closed on Monday')
    assert.equal(await console('--clear'), 0)
    await showing('')
  })
})
