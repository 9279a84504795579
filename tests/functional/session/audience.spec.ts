import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import { contents, perform, sessionRows } from '#tests/helpers/session_program'
import { Visitor } from '#tests/helpers/visitor'

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'

const NOT_COUNTED: [string, RequestInit][] = [
  ['a prefetch', { headers: { 'sec-purpose': 'prefetch' } }],
  ['a prerendering', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
  ['a prefetch of older browsers', { headers: { purpose: 'prefetch' } }],
  ['HEAD', { method: 'HEAD' }],
  ...[
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'DuckDuckBot/1.1',
  ].map((name): [string, RequestInit] => [name, { headers: { 'user-agent': name } }]),
]

const COUNTED = [
  CHROME,
  CHROME.replace('Chrome/', 'HeadlessChrome/'),
  'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  'Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.5.0',
  'w3m/0.5.3',
  'curl/8.17.0',
  'node',
]

test.group('Session | who is counted', (group) => {
  group.each.setup(emptyLibrary)

  for (const [what, init] of NOT_COUNTED) {
    test(`no visit and no new session for ${what}`, async ({ assert }) => {
      const page = await new Visitor().visit('/', init)
      assert.equal(page.status, 200)
      if (init.method !== 'HEAD') assert.include(page.text(), 'You have visited this page 0 times.')
      assert.isEmpty(page.headers.getSetCookie())
      assert.isEmpty(await sessionRows())

      const visitor = new Visitor()
      await visitor.visit('/')
      const [before] = await sessionRows()
      await visitor.visit('/', init)
      const [after] = await sessionRows()
      assert.deepEqual(after, before)
      const next = await visitor.visit('/')
      assert.include(next.text(), 'You have visited this page 1 time.')
    })
  }

  for (const name of COUNTED) {
    test(`counts the visits of ${name}`, async ({ assert }) => {
      const visitor = new Visitor()
      const headers = { 'user-agent': name }
      await visitor.visit('/', { headers })
      const page = await visitor.visit('/', { headers })
      assert.include(page.text(), 'You have visited this page 1 time.')
    })
  }

  test('a prefetch shows the visitor what they would see, and takes no flash message away', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    await visitor.visit('/')
    await perform(visitor, [['flash', 'notice', 'Saved.']])
    const prefetched = await visitor.visit('/', { headers: { 'sec-purpose': 'prefetch' } })
    assert.include(prefetched.text(), 'You have visited this page 1 time.')

    const { results } = await perform(visitor, [['flashed', 'notice']])
    assert.deepEqual(results, ['Saved.'])
  })

  test('nothing that a crawler sends is remembered', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'a', 1]], { headers: { 'user-agent': 'Googlebot/2.1' } })
    assert.deepEqual(await contents(visitor), {})
  })
})
