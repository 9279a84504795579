/// <reference lib="dom" />
import { test } from '@japa/runner'
import type { Browser, Page } from 'playwright'
import DeskAct from '#models/desk_act'
import Member from '#models/member'
import { findSmallTargets, findViolations } from '#tests/helpers/accessibility'
import { letFallDue, shelve, stateOf, wrongs } from '#tests/helpers/lending'
import { emptyLibrary } from '#tests/helpers/library'
import { addMember, PASSWORD } from '#tests/helpers/signed_in'
import { ownOrigin } from '#tests/helpers/visitor'

/** A browser in which a helper is signed in, at the desk. */
async function openDesk(browser: Browser, options: object = {}) {
  const helper = await addMember('The helper', { role: 'helper' })
  const context = await browser.newContext({
    baseURL: ownOrigin(),
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  await page.goto('/sign-in?to=/desk')
  await page.fill('#name', helper.card)
  await page.fill('#password', PASSWORD)
  await page.press('#password', 'Enter')
  await page.waitForURL('**/desk')
  return page
}

/** Types as a scanner does, into the box, which has the focus. */
async function scan(page: Page, text: string) {
  await page.waitForSelector('#typed:focus')
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

test.group('Desk | with the keyboard alone', (group) => {
  group.each.setup(emptyLibrary)

  test('lends, asks, takes back and undoes {words} script')
    .with([
      { words: 'with', javaScriptEnabled: true },
      { words: 'without', javaScriptEnabled: false },
    ])
    .run(async ({ assert, browser }, { javaScriptEnabled }) => {
      const [shevek, takver] = [
        await Member.add({ name: 'Shevek' }),
        await Member.add({ name: 'Takver' }),
      ]
      const [emma, dune] = [await shelve('Emma'), await shelve('Dune')]
      await dune.lend(takver)
      const page = await openDesk(browser, { javaScriptEnabled })

      await scan(page, shevek.card)
      await page.waitForSelector('.said-done:has-text("Shevek is at the desk")')
      await scan(page, emma.code)
      await page.waitForSelector('.said-done:has-text("“Emma” is lent to Shevek")')
      await scan(page, dune.code)
      await page.waitForSelector('.said-asked:has-text("It is on loan to Takver")')
      // Nothing but Enter, where the focus is
      await page.keyboard.press('Enter')
      await page.waitForSelector('.said-done:has-text("“Dune” is lent to Shevek")')
      assert.include(await stateOf(dune), `with ${shevek.id}`)

      if (javaScriptEnabled) {
        await page.keyboard.press('Escape')
      } else {
        await page.focus('#close button')
        await page.keyboard.press('Enter')
      }
      await page.waitForSelector('#at-desk', { state: 'detached' })
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'typed')
      await scan(page, emma.code)
      await page.waitForSelector('.said-done:has-text("“Emma” is back from Shevek")')
      assert.equal(await stateOf(emma), 'available')

      await page.focus('.memories button')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.said-done:has-text("“Emma” is still with Shevek")')
      assert.include(await stateOf(emma), `with ${shevek.id}`)
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'typed')
      await page.context().close()
    })

  test('Esc says no, empties the box, and closes the member', async ({ assert, browser }) => {
    const shevek = await Member.add({ name: 'Shevek' })
    const emma = await shelve('Emma', { status: 'reserved' })
    const page = await openDesk(browser)
    await scan(page, shevek.card)
    await page.waitForSelector('#at-desk')
    await scan(page, emma.code)
    await page.waitForSelector('#no')
    await page.keyboard.press('Escape')
    await page.waitForSelector('#no', { state: 'detached' })
    assert.equal(await page.textContent('#at-desk'), 'Shevek')
    await page.keyboard.type('half')
    await page.keyboard.press('Escape')
    assert.equal(await page.inputValue('#typed'), '')
    await page.keyboard.press('Escape')
    await page.waitForSelector('#at-desk', { state: 'detached' })
    assert.equal(await stateOf(emma), 'reserved')
    await page.context().close()
  })

  test('scans faster than the answers are done in order, each once', async ({
    assert,
    browser,
  }) => {
    const shevek = await Member.add({ name: 'Shevek' })
    const copies = await Promise.all(['A', 'B', 'C'].map((title) => shelve(title)))
    const page = await openDesk(browser)
    for (const text of [shevek.card, ...copies.map(({ code }) => code)]) await scan(page, text)
    await page.waitForSelector('h3:has-text("3 books on loan")')
    const acts = await DeskAct.query().orderBy('id')
    assert.deepEqual(
      acts.map(({ kind, copyId }) => [kind, copyId]),
      copies.map(({ id }) => ['lent', id])
    )
    await page.context().close()
  })

  test('scans wait while nobody answers, and are sent again in order', async ({
    assert,
    browser,
  }) => {
    const shevek = await Member.add({ name: 'Shevek' })
    const [emma, dune] = [await shelve('Emma'), await shelve('Dune')]
    const page = await openDesk(browser)
    await scan(page, shevek.card)
    await page.waitForSelector('#at-desk')
    // The first is done, and the server gone before it said so; then it is away
    let asked = 0
    await page.route('**/desk', async (route) => {
      asked++
      if (asked === 1) await route.fetch()
      if (asked <= 2) return route.fulfill({ status: 503, body: '' })
      return route.continue()
    })
    await scan(page, emma.code)
    await scan(page, dune.code)
    await page.waitForSelector('#said:has-text("What you scan waits here")')
    await page.waitForSelector('h3:has-text("2 books on loan")')
    await page.waitForSelector('.said-done:has-text("“Dune” is lent")')
    const acts = await DeskAct.query().orderBy('id')
    assert.deepEqual(
      acts.map(({ kind, copyId }) => [kind, copyId]),
      [
        ['lent', emma.id],
        ['lent', dune.id],
      ]
    )
    assert.isEmpty(await wrongs())
    await page.context().close()
  })

  test('axe finds nothing at 360 pixels, in {locale}')
    .with([{ locale: 'en' }, { locale: 'ar' }])
    .run(async ({ assert, browser }, { locale }) => {
      const page = await openDesk(browser, { locale, viewport: { width: 360, height: 800 } })
      const shevek = await Member.add({ name: 'Shevek', groupName: 'Class 3b', note: 'A note' })
      const late = await shelve('The Left Hand of Darkness')
      const emma = await shelve('Emma', { status: 'reserved' })
      await late.lend(shevek)
      await letFallDue(late, 3)
      const found: string[] = []
      const look = async (name: string) => {
        const wide = await page.evaluate(() => document.scrollingElement!.scrollWidth)
        const faults = [...(await findViolations(page)), ...(await findSmallTargets(page))]
        if (wide > 360) faults.push('scrolled sideways')
        found.push(...faults.map((fault) => `${name}: ${fault}`))
      }
      await look('nobody')
      await scan(page, 'shev')
      await page.waitForSelector('.choices')
      await look('choice')
      await scan(page, shevek.card)
      await page.waitForSelector('#at-desk')
      await look('member')
      await scan(page, emma.code)
      await page.waitForSelector('#no')
      await look('question')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.memories')
      await page.$eval('[name=due_on]', (field: HTMLInputElement) => (field.value = '2020-01-01'))
      await page.click('.renewal button')
      await page.waitForSelector('[aria-invalid]')
      await look('fault')
      for (const path of ['/desk/loans', '/desk/loans/notices']) {
        await page.goto(path)
        await look(path)
      }
      assert.deepEqual(found, [])
      await page.context().close()
    })
})
