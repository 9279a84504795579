import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/databases'
import { emptyLibrary } from '#tests/helpers/library'
import { SiteProcess } from '#tests/helpers/site_process'
import { type Page, Visitor } from '#tests/helpers/visitor'

const FORMER = 'library_session'
const NAME = '__Host-library_session'

const NEVER = 'You have visited this page 0 times.'

/** The cookies of an answer: their values by name, and how each is to be kept. */
function cookiesOf({ headers }: Page) {
  return Object.fromEntries(
    headers.getSetCookie().map((line) => {
      const [pair, ...attributes] = line.split('; ')
      const [name, value] = pair.split('=')
      return [name, { value, attributes }]
    })
  )
}

function visitsOn(page: Page) {
  return page.text('.visits')
}

test.group('Session | name of the cookie', (group) => {
  let site: SiteProcess
  let former: SiteProcess

  group.each.setup(emptyLibrary)
  group.setup(async () => {
    const database = await emptyDatabase('cookie_name')
    site = await SiteProcess.start(database, { APP_URL: 'https://library.example' })
    former = await SiteProcess.start(database, { APP_URL: 'http://library.example' })
    return async () => {
      await site.stop()
      await former.stop()
    }
  })

  /** By hand, since a browser sends no such cookies to an address without https. */
  function visit({ origin }: SiteProcess, cookies: Record<string, string> = {}) {
    const cookie = Object.entries(cookies).map((pair) => pair.join('='))
    return new Visitor(origin).visit('/', { headers: { cookie: cookie.join('; ') } })
  }

  /** The cookie of somebody who was there once, and under its former name. */
  async function knownVisitor() {
    return cookiesOf(await visit(former))[FORMER].value
  }

  test('under https no other host of the domain can set it', async ({ assert }) => {
    const first = await visit(site)
    const { [NAME]: cookie, ...others } = cookiesOf(first)
    assert.isEmpty(others)
    assert.includeMembers(cookie.attributes, ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax'])
    assert.isUndefined(cookie.attributes.find((attribute) => attribute.startsWith('Domain')))
    const second = await visit(site, { [NAME]: cookie.value })
    assert.equal(visitsOn(second), 'You have visited this page 1 time.')
  })

  test('one of the former name opens its session, which goes on under the new one', async ({
    assert,
  }) => {
    const known = await knownVisitor()
    const moved = await visit(site, { [FORMER]: known })
    assert.equal(visitsOn(moved), 'You have visited this page 1 time.')
    const cookies = cookiesOf(moved)
    assert.include(cookies[FORMER].attributes, 'Max-Age=0')
    assert.match(cookies[NAME].attributes.join('; '), /Max-Age=[1-9]/)

    const after = await visit(site, { [NAME]: cookies[NAME].value })
    assert.equal(visitsOn(after), 'You have visited this page 2 times.')

    // who kept it, or plants it with others, opens nothing by it a second time
    const planted = await visit(site, { [FORMER]: known })
    assert.equal(visitsOn(planted), NEVER)
    assert.notProperty(cookiesOf(planted), NAME)
    assert.include(cookiesOf(planted)[FORMER].attributes, 'Max-Age=0')
  })

  test('of pages asked for at the same time, none takes the session from the others', async ({
    assert,
  }) => {
    const known = await knownVisitor()
    const pages = await Promise.all(
      Array.from({ length: 6 }, () => visit(site, { [FORMER]: known }))
    )
    const given = pages.map((page) => cookiesOf(page)[NAME]).filter(Boolean)
    assert.lengthOf(given, 1)
    const after = await visit(site, { [NAME]: given[0].value })
    assert.match(visitsOn(after), /^You have visited this page [2-7] times\.$/)
  })

  test('a planted one of the former name does not win', async ({ assert }) => {
    const own = cookiesOf(await visit(site))[NAME].value
    await visit(site, { [NAME]: own })
    const planted = await knownVisitor()
    for (const cookies of [
      { [FORMER]: planted, [NAME]: own },
      { [NAME]: own, [FORMER]: planted },
    ]) {
      const page = await visit(site, cookies)
      assert.match(visitsOn(page), /^You have visited this page [23] times\.$/)
    }
    // nor is what was signed under one name good under the other
    const renamed = await visit(site, { [NAME]: planted })
    assert.equal(visitsOn(renamed), NEVER)
  })

  test('without https it has its plain name, and no other is looked at', async ({ assert }) => {
    const own = cookiesOf(await visit(site))[NAME].value
    const page = await visit(former, { [NAME]: own })
    assert.equal(visitsOn(page), NEVER)
    assert.deepEqual(Object.keys(cookiesOf(page)), [FORMER])
  })
})
