import { test } from '@japa/runner'
import { openDemoLibrary } from '#tests/helpers/demo'
import { ownOrigin } from '#tests/helpers/visitor'

const MOST = 60_000

test.group('Pages | weight', (group) => {
  group.setup(async () => {
    await openDemoLibrary()
  })

  test('the first view of the home page is at most 60 KB, of all that comes over the wire', async ({
    assert,
    browser,
  }) => {
    const context = await browser.newContext({ baseURL: ownOrigin() })
    const page = await context.newPage()
    const wire = await context.newCDPSession(page)
    await wire.send('Network.enable')
    let bytes = 0
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    await page.goto('/', { waitUntil: 'networkidle' })
    assert.isAbove(bytes, 30_000)
    assert.isAtMost(bytes, MOST)
    await context.close()
  })
})
