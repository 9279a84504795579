import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
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
})
