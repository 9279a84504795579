/// <reference lib="dom" />
import { test } from '@japa/runner'
import { findSmallTargets, findViolations } from '#tests/helpers/accessibility'
import { openDemoLibrary } from '#tests/helpers/demo'
import { ownOrigin } from '#tests/helpers/visitor'

test.group('Pages | suggestions', (group) => {
  group.setup(async () => {
    await openDemoLibrary()
  })

  test('the chosen one can be read where the pointer rests on it too: {words}')
    .with([
      { words: 'light', look: { colorScheme: 'light' } },
      { words: 'dark', look: { colorScheme: 'dark' } },
      { words: 'forced colours', look: { forcedColors: 'active' } },
    ] as const)
    .run(async ({ assert, browser }, { look }) => {
      const context = await browser.newContext({
        baseURL: ownOrigin(),
        viewport: { width: 360, height: 800 },
        reducedMotion: 'reduce',
        ...look,
      })
      const page = await context.newPage()
      await page.goto('/')
      await page.locator('#q').pressSequentially('tolk')
      const option = page.locator('[role=option]').first()
      await option.waitFor()
      const colours = () =>
        option.evaluate((element) => {
          const { color, backgroundColor } = getComputedStyle(element)
          return { color, backgroundColor }
        })
      const before = await colours()
      await page.keyboard.press('ArrowDown')
      const chosen = await colours()
      assert.notDeepEqual(chosen, before)

      await option.hover()
      assert.deepEqual(await colours(), chosen)
      // axe judges the colours of the style sheet, which forced colours are not
      if (!('forcedColors' in look)) assert.deepEqual(await findViolations(page), [])
      assert.deepEqual(await findSmallTargets(page), [])
      await context.close()
    })
})
