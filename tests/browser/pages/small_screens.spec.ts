/// <reference lib="dom" />
import config from '@adonisjs/core/services/config'
import { test } from '@japa/runner'
import type { Browser } from 'playwright'
import { findSmallTargets, findViolations } from '#tests/helpers/accessibility'
import { openDemoLibrary } from '#tests/helpers/demo'
import { ownOrigin } from '#tests/helpers/visitor'

async function openPage(browser: Browser, width: number, options = {}) {
  const context = await browser.newContext({
    baseURL: ownOrigin(),
    viewport: { width, height: 800 },
    ...options,
  })
  return { context, page: await context.newPage() }
}

test.group('Pages | on a phone', (group) => {
  group.setup(async () => {
    await openDemoLibrary()
  })

  test('the first book of the list begins within 330 pixels', async ({ assert, browser }) => {
    const { context, page } = await openPage(browser, 360)
    await page.goto('/books')
    await page.assertVisible('.demonstration')
    const first = await page.locator('.book-list > li').first().boundingBox()
    assert.isAtMost(first!.y, 330)
    await context.close()
  })

  test('a filter is chosen above the list, and shows at once what came of it, {words}')
    .with([
      { words: 'with JavaScript', javaScriptEnabled: true },
      { words: 'without JavaScript', javaScriptEnabled: false },
    ])
    .run(async ({ assert, browser }, { javaScriptEnabled }) => {
      const { context, page } = await openPage(browser, 360, { javaScriptEnabled })
      await page.goto('/books')
      assert.isFalse(await page.locator('.facets').isVisible())
      await page.locator('.filters summary').focus()
      await page.keyboard.press('Enter')
      const choice = page.locator('.facets a').last()
      const label = await choice.locator('span').first().innerText()
      await choice.click()

      const chip = page.locator(`.chosen a:has-text("${label}")`)
      await chip.waitFor()
      const first = page.locator('.book-list > li').first()
      for (const shown of [chip, first]) {
        const { y } = (await shown.boundingBox())!
        assert.isTrue(y >= 0 && y < 500, `at ${y}`)
      }
      await context.close()
    })

  test('one button opens the menu', async ({ assert, browser }) => {
    const { context, page } = await openPage(browser, 360, { javaScriptEnabled: false })
    await page.goto('/books')
    const header = await page.locator('.site-header .bar').boundingBox()
    assert.isBelow(header!.height, 70)
    await page.assertNotVisible('#menu li:first-child a')
    await page.locator('.menu-button').focus()
    await page.keyboard.press('Enter')
    await page.assertVisible('#menu li:first-child a')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/authors')
    await context.close()
  })

  test('axe finds nothing wrong with the menu and the filters open', async ({
    assert,
    browser,
  }) => {
    const { context, page } = await openPage(browser, 360)
    await page.goto('/books')
    await page.click('.filters summary')
    assert.deepEqual(await findViolations(page), [])
    await page.click('.menu-button')
    assert.deepEqual(await findViolations(page), [])
    assert.deepEqual(await findSmallTargets(page), [])
    await context.close()
  })

  test('a finger hits what it aims at where nothing is found, and at a shared terminal', async ({
    assert,
    browser,
    cleanup,
  }) => {
    config.set('kiosk.idleMinutes', 5)
    cleanup(() => config.set('kiosk.idleMinutes', 0))
    const { context, page } = await openPage(browser, 360)
    await page.goto('/books?q=hobbit&language=fr')
    await page.assertVisible('.empty li:has-text("1 book without the filters")')
    await page.click('.kiosk summary')
    await page.assertVisible('.kiosk button:has-text("Yes, forget everything")')
    assert.deepEqual(await findSmallTargets(page), [])
    assert.deepEqual(await findViolations(page), [])
    await context.close()
  })

  test('pages of a list follow each other, or have dots between them', async ({
    assert,
    browser,
  }) => {
    const { context, page } = await openPage(browser, 360)
    for (let current = 1; current <= 10; current++) {
      await page.goto(`/books?page=${current}`)
      const shown = await page.evaluate(() =>
        [...document.querySelectorAll('.pagination li')]
          .filter((item) => item.checkVisibility())
          .map((item) => ({
            number: Number(item.textContent!.replace('Page', '')),
            hasDots: getComputedStyle(item, '::before').content.includes('…'),
          }))
      )
      assert.deepEqual([shown[0].number, shown.at(-1)!.number], [1, 10])
      for (const [index, { number, hasDots }] of shown.slice(1).entries()) {
        const before = shown[index]
        const isNext = number === before.number + 1
        const dots = (index === 0 && before.hasDots) || (number === 10 && hasDots)
        assert.notEqual(isNext, dots, `page ${current}: ${before.number}, ${number}`)
      }
      assert.isAtMost(await page.evaluate(() => document.scrollingElement!.scrollWidth), 360)
    }
    await context.close()
  })
})

test.group('Pages | on a wide screen', (group) => {
  group.setup(async () => {
    await openDemoLibrary()
  })

  test('the filters stand open beside the list, and the menu in the header', async ({
    assert,
    browser,
  }) => {
    const { context, page } = await openPage(browser, 1440)
    await page.goto('/books')
    await page.assertVisible('#menu li:first-child a')
    await page.assertNotVisible('.menu-button')
    const filters = await page.locator('.facets').boundingBox()
    const list = await page.locator('.book-list').boundingBox()
    assert.isAtMost(filters!.x + filters!.width, list!.x)
    await context.close()
  })
})
