import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/databases'
import { SiteProcess } from '#tests/helpers/site_process'

test.group('Session | where it is kept', () => {
  test('looks for a Redis only where sessions are kept there', async ({ assert, cleanup }) => {
    let calls = 0
    const redis = createServer((socket) => {
      calls++
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(redis, 'listening')
    cleanup(() => void redis.close())
    const { port } = redis.address() as AddressInfo
    const database = await emptyDatabase('kept')

    for (const store of ['database', 'redis']) {
      calls = 0
      const site = await SiteProcess.start({
        ...database,
        SESSION_STORE: store,
        REDIS_URL: `redis://127.0.0.1:${port}`,
      })
      await fetch(site.origin).then((response) => response.text())
      await site.stop()
      if (store === 'redis') assert.isAbove(calls, 0)
      else assert.equal(calls, 0)
    }
  })
})
