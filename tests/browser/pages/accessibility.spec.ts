/// <reference lib="dom" />
import { test } from '@japa/runner'
import Notice from '#models/notice'
import { findViolations } from '#tests/helpers/accessibility'
import { openDemoLibrary } from '#tests/helpers/demo'
import { ownOrigin } from '#tests/helpers/visitor'

test.group('Pages | accessibility', (group) => {
  let pages: Record<string, string>
  group.setup(async () => {
    pages = await openDemoLibrary()
    await Notice.putUp('Closed over the holidays: the library opens again on 7 January.')
    return () => Notice.takeDown()
  })

  test('axe finds nothing wrong with any page, light or dark, {$self} pixels wide')
    .with([360, 768, 1440])
    .run(async ({ assert, browser }, width) => {
      const context = await browser.newContext({
        baseURL: ownOrigin(),
        viewport: { width, height: 900 },
        // Else colours would be on their way from one scheme to the other
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      for (const [name, address] of Object.entries(pages)) {
        await page.goto(address)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          assert.deepEqual(await findViolations(page), [], `${name}, ${colorScheme}`)
        }
      }
      await context.close()
    })

  test('axe finds nothing wrong in forced colours, and words still tell what is available', async ({
    assert,
    browser,
  }) => {
    const context = await browser.newContext({ baseURL: ownOrigin(), forcedColors: 'active' })
    const page = await context.newPage()
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(address)
      assert.deepEqual(await findViolations(page), [], name)
    }
    await page.goto(pages.book)
    await page.assertVisible('.record .status:has-text("available")')
    await context.close()
  })

  test('a width of 320 pixels, and text of twice the size, need no scrolling sideways', async ({
    assert,
    browser,
  }) => {
    const context = await browser.newContext({ baseURL: ownOrigin() })
    const page = await context.newPage()
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(address)
      for (const [width, textSize] of [
        [320, '100%'],
        [640, '200%'],
        [1280, '200%'],
      ] as const) {
        await page.setViewportSize({ width, height: 640 })
        await page.evaluate((size) => (document.documentElement.style.fontSize = size), textSize)
        const scrolled = await page.evaluate(() => document.scrollingElement!.scrollWidth)
        assert.isAtMost(scrolled, width, `${name} at ${width} pixels, text ${textSize}`)
      }
    }
    await context.close()
  })

  test('nothing moves for whoever asked for less motion', async ({ assert, browser }) => {
    const context = await browser.newContext({ baseURL: ownOrigin(), reducedMotion: 'reduce' })
    const page = await context.newPage()
    for (const address of [pages.home, pages.books]) {
      await page.goto(address)
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll('*')]
          .filter((element) => {
            const { transitionDuration, animationName } = getComputedStyle(element)
            return /[1-9]/.test(transitionDuration) || animationName !== 'none'
          })
          .map((element) => element.outerHTML)
      )
      assert.deepEqual(moving, [])
    }
    await context.close()
  })
})
