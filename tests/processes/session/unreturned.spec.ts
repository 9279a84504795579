import { setTimeout } from 'node:timers/promises'
import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/databases'
import { emptyLibrary } from '#tests/helpers/library'
import { SiteProcess, freePort } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

function from(address: string) {
  return { headers: { 'x-forwarded-for': address } }
}

/** A site that counts the addresses that it is told, and the text of its /metrics. */
async function startSite(name: string, settings: Record<string, string>) {
  const port = String(await freePort())
  const site = await SiteProcess.start(await emptyDatabase(name), {
    METRICS_PORT: port,
    METRICS_HOST: '127.0.0.1',
    TRUST_PROXY: 'loopback',
    ...settings,
  })
  const prometheus = new Visitor(`http://127.0.0.1:${port}`)
  const figures = async () => {
    const { body } = await prometheus.visit('/metrics')
    return body
  }
  return { site, figures }
}

test.group('Session | cookies that never came back, beside a server', (group) => {
  group.each.setup(emptyLibrary)

  test('a site that runs trims by itself, and tells the figures', async ({ assert, cleanup }) => {
    const { site, figures } = await startSite('trimmed', { SESSION_UNRETURNED: '3' })
    cleanup(() => site.stop())
    const reader = new Visitor(site.origin)
    for (let times = 0; times < 2; times++) await reader.visit('/')
    for (let n = 1; n <= 6; n++) await new Visitor(site.origin).visit('/')
    const before = await figures()
    assert.include(before, 'library_sessions_unreturned_limit 3')
    assert.include(before, 'library_sessions{cookie="returned"} 1')

    const until = performance.now() + 15_000
    let after: string
    do {
      await setTimeout(100)
      after = await figures()
    } while (!after.includes('{cookie="unreturned"} 3') && performance.now() < until)
    assert.include(after, 'library_sessions{cookie="unreturned"} 3')
    assert.include(after, 'library_sessions{cookie="returned"} 1')
    const page = await reader.visit('/')
    assert.equal(page.text('.visits'), 'You have visited this page 2 times.')
  })
})

test.group('Session | how many one address begins', (group) => {
  let site: SiteProcess
  let figures: () => Promise<string>

  group.setup(async () => {
    const started = await startSite('beginnings', { SESSION_BEGINNINGS: '3' })
    site = started.site
    figures = started.figures
    return () => site.stop()
  })
  group.each.setup(emptyLibrary)

  const newcomer = (address: string) => new Visitor(site.origin).visit('/', from(address))

  test('beyond it pages are served, and nothing is remembered', async ({ assert }) => {
    const reader = new Visitor(site.origin)
    const first = await reader.visit('/', from('192.0.2.1'))
    assert.equal(first.text('.visits'), 'You have visited this page 0 times.')
    for (let n = 0; n < 2; n++) {
      const page = await newcomer('192.0.2.1')
      assert.lengthOf(page.headers.getSetCookie(), 1)
    }
    for (const path of ['/', '/books?q=dune', '/visit']) {
      const page = await new Visitor(site.origin).visit(path, from('192.0.2.1'))
      assert.equal(page.status, 200, path)
      assert.isEmpty(page.headers.getSetCookie())
      assert.equal(page.headers.get('cache-control'), 'no-store')
      assert.include(page.text('.message-quiet'), 'this visit is not remembered')
      assert.lengthOf(page.$('.visits'), 0)
    }
    assert.include(await figures(), 'library_sessions_not_begun_total 2')

    const again = await reader.visit('/', from('192.0.2.1'))
    assert.equal(again.text('.visits'), 'You have visited this page 1 time.')
    const other = await newcomer('192.0.2.2')
    assert.lengthOf(other.headers.getSetCookie(), 1)
  })

  test('beyond it a form that is to be remembered says when to try again', async ({ assert }) => {
    const send = (path: string, fields: Record<string, string>) =>
      new Visitor(site.origin).submit(path, fields, from('192.0.2.3'))
    for (let n = 0; n < 3; n++) await newcomer('192.0.2.3')

    const refused = await send('/preferences?_method=PATCH', { theme: 'dark' })
    assert.equal(refused.status, 429)
    assert.isAtLeast(Number(refused.headers.get('retry-after')), 1)
    assert.isAtMost(Number(refused.headers.get('retry-after')), 60)
    assert.include(refused.text('.lede'), 'so this was not saved')
    assert.isEmpty(refused.headers.getSetCookie())
    const forgotten = await send('/visit?_method=DELETE', {})
    assert.equal(forgotten.status, 200)
  })

  test('holds for visitors at the same time, and for the network of an address', async ({
    assert,
  }) => {
    const pages = await Promise.all(
      Array.from({ length: 12 }, (_, n) => newcomer(`2001:db8:0:1::${n}`))
    )
    assert.deepEqual(
      pages.map(({ status }) => status),
      pages.map(() => 200)
    )
    assert.lengthOf(
      pages.filter(({ headers }) => headers.getSetCookie().length > 0),
      3
    )
    assert.lengthOf(
      pages.filter(({ $ }) => $('.visits').length > 0),
      3
    )
  })

  test('does not hold for the machine itself', async ({ assert }) => {
    for (let n = 0; n < 5; n++) {
      const page = await new Visitor(site.origin).visit('/')
      assert.lengthOf(page.headers.getSetCookie(), 1)
    }
  })

  test('a crawler is told nothing of it', async ({ assert }) => {
    for (let n = 0; n < 3; n++) await newcomer('192.0.2.4')
    const page = await new Visitor(site.origin).visit('/', {
      headers: { 'x-forwarded-for': '192.0.2.4', 'user-agent': 'Googlebot/2.1' },
    })
    assert.lengthOf(page.$('.message-quiet'), 0)
  })
})
