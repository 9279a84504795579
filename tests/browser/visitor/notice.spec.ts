/// <reference lib="dom" />
import { test } from '@japa/runner'
import Notice from '#models/notice'
import { findViolations } from '#tests/helpers/accessibility'
import { emptyLibrary } from '#tests/helpers/library'
import { ownOrigin } from '#tests/helpers/visitor'

test.group('Visitor | a notice of the library', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    await Notice.putUp('Closed over the holidays: the library opens again on 7 January.')
    return () => Notice.takeDown()
  })

  test('goes when it is read, the page stays, it is said, and the keyboard goes on from there', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.goto(`${ownOrigin()}/books`)
    await page.evaluate(() => void (document.body.dataset.mark = 'here'))
    await page.locator('#notice button').focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('#notice', { state: 'detached' })
    await page.waitForFunction(() => document.activeElement?.id === 'content')
    await page.assertText('#announcement', 'The notice is closed.')
    assert.equal(await page.evaluate(() => document.body.dataset.mark), 'here')
    assert.deepEqual(await findViolations(page), [])

    await page.reload()
    await page.assertNotExists('#notice')
  })

  test('one that came up meanwhile takes its place, with the focus on its button', async ({
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.goto(`${ownOrigin()}/`)
    await Notice.putUp('Open again')
    await page.locator('#notice button').click()
    await page.waitForSelector('#notice p:text("Open again")')
    await page.waitForFunction(() => document.activeElement?.matches('#notice button'))
    await page.assertText('#announcement', 'There is a new notice.')

    await page.keyboard.press('Enter')
    await page.waitForSelector('#notice', { state: 'detached' })
  })

  test('goes without JavaScript too', async ({ browser }) => {
    const context = await browser.newContext({ baseURL: ownOrigin(), javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto('/authors')
    await page.click('#notice button')
    await page.waitForURL('**/authors')
    await page.assertNotExists('#notice')
    await context.close()
  })

  test('a long word in it needs no scrolling sideways', async ({ assert, browser }) => {
    await Notice.putUp('x'.repeat(500))
    const context = await browser.newContext({ viewport: { width: 320, height: 640 } })
    const page = await context.visit(`${ownOrigin()}/`)
    assert.isAtMost(await page.evaluate(() => document.scrollingElement!.scrollWidth), 320)
    await context.close()
  })
})
