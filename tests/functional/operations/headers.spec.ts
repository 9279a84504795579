import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import { SiteProcess, emptyDatabase } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

const EXPECTED = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

test.group('Operations | headers', (group) => {
  group.each.setup(emptyLibrary)

  test('{$self} has all that guard a visitor, and tells of no version')
    .with([
      '/',
      '/books',
      '/nowhere',
      '/health',
      '/feed.xml',
      '/favicon.svg',
      '/%ff',
      '/preferences',
    ])
    .run(async ({ assert }, address) => {
      const { headers } = await new Visitor().visit(address)
      for (const [name, value] of Object.entries(EXPECTED)) {
        assert.equal(headers.get(name), value, name)
      }
      assert.include(headers.get('content-security-policy')!, "default-src 'self'")
      assert.include(headers.get('content-security-policy')!, "frame-ancestors 'none'")
      assert.include(headers.get('permissions-policy')!, 'geolocation=()')
      assert.isNull(headers.get('x-powered-by'))
      assert.isNull(headers.get('server'))
      assert.isNull(headers.get('strict-transport-security'))
    })

  test('a form that is refused has them too', async ({ assert }) => {
    const page = await new Visitor().submit('/reading-list/1', {}, { headers: { origin: 'null' } })
    assert.equal(page.status, 403)
    for (const [name, value] of Object.entries(EXPECTED)) {
      assert.equal(page.headers.get(name), value, name)
    }
  })

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
