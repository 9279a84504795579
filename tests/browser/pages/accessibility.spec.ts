/// <reference lib="dom" />
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { COLOURS } from '#about/colours'
import Notice from '#models/notice'
import { findSmallTargets, findViolations } from '#tests/helpers/accessibility'
import { listAwkwardBooks, WORD } from '#tests/helpers/awkward'
import { openDemoLibrary } from '#tests/helpers/demo'
import { tellEverything, tellNothing } from '#tests/helpers/library'
import { ownOrigin } from '#tests/helpers/visitor'

/** Any two of width, colours and size of text meet in one of them. */
const LOOKS = [
  { width: 1440, colorScheme: 'light', text: 'normal' },
  { width: 1440, colorScheme: 'dark', text: 'larger' },
  { width: 768, colorScheme: 'dark', text: 'normal' },
  { width: 768, colorScheme: 'light', text: 'larger' },
  { width: 360, colorScheme: 'light', text: 'normal' },
  { width: 360, colorScheme: 'dark', text: 'larger' },
] as const

/** The rules of axe whose outcome a look can change, but for what is shown at a width. */
const RULES_OF_LOOKS = [
  'color-contrast',
  'link-in-text-block',
  'scrollable-region-focusable',
  'target-size',
]

/** What WCAG asks for: 320 pixels, and text of twice the size. */
const REFLOWS = [
  { width: 320, size: '' },
  { width: 640, size: '200%' },
  { width: 1280, size: '200%' },
]

test.group('Pages | each looked at once', (group) => {
  let pages: Awaited<ReturnType<typeof openDemoLibrary>>
  let awkward: Awaited<ReturnType<typeof listAwkwardBooks>>
  group.setup(async () => {
    pages = await openDemoLibrary()
    awkward = await listAwkwardBooks()
    await Notice.putUp(`Closed over the holidays: ${WORD}`)
    await tellEverything()
    return async () => {
      await Notice.takeDown()
      await tellNothing()
    }
  })

  /** Everything that a page can get wrong, in words. */
  async function findFaults(page: Page, looks: readonly (typeof LOOKS)[number][] = LOOKS) {
    const faults: string[] = []
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
    })
    for (const { width, colorScheme, text } of looks) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.evaluate((size) => (document.documentElement.dataset.text = size), text)
      const isFirst = colorScheme === 'light' && text === 'normal'
      const found = await findViolations(page, isFirst ? undefined : RULES_OF_LOOKS)
      if (await isWiderThan(page, width)) found.push('has to be scrolled sideways')
      if (width === 360) found.push(...(await findSmallTargets(page)))
      faults.push(...found.map((fault) => `${width} ${colorScheme} ${text}: ${fault}`))
    }
    for (const { width, size } of REFLOWS) {
      await page.setViewportSize({ width, height: 640 })
      await page.evaluate((fontSize) => (document.documentElement.style.fontSize = fontSize), size)
      if (await isWiderThan(page, width)) faults.push(`${width} ${size}: scrolled sideways`)
    }
    return faults
  }

  test('axe finds nothing, nothing is scrolled sideways, and a finger hits what it aims at', async ({
    assert,
    browser,
  }) => {
    // Else colours would be on their way from one scheme to the other
    const options = { baseURL: ownOrigin(), reducedMotion: 'reduce' } as const
    const context = await browser.newContext(options)
    const page = await context.newPage()
    await page.goto('/books?q=tolkien')
    const headers = { origin: ownOrigin() }
    for (const id of awkward.ids) await context.request.post(`/reading-list/${id}`, { headers })
    await page.goto('/reading-list')
    const sharedList = await page.locator('.take .more a').getAttribute('href')
    const ofVisitors = {
      ...awkward.pages,
      ...pages,
      'authors of a letter': '/authors?letter=t',
      'authors of no name': '/authors?q=zzzz',
      'newest as a list': '/books?sort=newest',
      'newest as a grid': '/books?sort=newest&layout=grid',
      'corrected search': '/books?q=tolkein',
      'book of a search': `${pages.book}?q=tolkien&place=1`,
      'list after a removal': `/reading-list?removed=${pages.book.split('/').at(-1)}&place=2&row=2`,
      'slip': '/reading-list/slip',
      'shared list': sharedList!,
      'list that no link opens': '/reading-list/shared',
    }
    const ofStrangers = {
      'forgotten': '/visit/ended',
      'visit of nobody': '/visit',
      'empty list': '/reading-list',
      'empty slip': '/reading-list/slip',
    }
    const stranger = await browser.newContext(options)
    const found: string[] = []
    for (const [tab, addresses] of [
      [page, ofVisitors],
      [await stranger.newPage(), ofStrangers],
    ] as const) {
      for (const [name, address] of Object.entries(addresses)) {
        await tab.goto(address)
        const faults = await findFaults(tab)
        found.push(...faults.map((fault) => `${name}, ${fault}`))
      }
    }
    assert.deepEqual(found, [])
    await context.close()
    await stranger.close()
  }).timeout(600_000)

  test('the same in other languages, from left to right and from right to left', async ({
    assert,
    browser,
  }) => {
    const looks = [LOOKS[0], LOOKS[5]]
    const found: string[] = []
    for (const locale of ['de', 'ar']) {
      const options = { baseURL: ownOrigin(), reducedMotion: 'reduce', locale } as const
      const context = await browser.newContext(options)
      const page = await context.newPage()
      await page.goto('/books?q=tolkien')
      const headers = { origin: ownOrigin() }
      for (const id of awkward.ids) await context.request.post(`/reading-list/${id}`, { headers })
      for (const [name, address] of Object.entries({ ...awkward.pages, ...pages })) {
        await page.goto(address)
        assert.equal(await page.getAttribute('html', 'lang'), locale)
        const faults = await findFaults(page, looks)
        found.push(...faults.map((fault) => `${locale}, ${name}, ${fault}`))
      }
      await context.close()
    }
    assert.deepEqual(found, [])
  }).timeout(600_000)

  test('each colour that a library may choose can be read in both themes', async ({
    assert,
    browser,
  }) => {
    const context = await browser.newContext({ baseURL: ownOrigin(), reducedMotion: 'reduce' })
    const page = await context.newPage()
    const found: string[] = []
    for (const address of ['/', '/books']) {
      await page.goto(address)
      for (const colour of Object.keys(COLOURS)) {
        await page.evaluate((name) => (document.documentElement.dataset.colour = name), colour)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          const faults = await findViolations(page, ['color-contrast', 'link-in-text-block'])
          found.push(...faults.map((fault) => `${address} ${colour} ${colorScheme}: ${fault}`))
        }
      }
    }
    assert.deepEqual(found, [])
    await context.close()
  }).timeout(300_000)

  test('in forced colours words still tell what is available', async ({ assert, browser }) => {
    const context = await browser.newContext({ baseURL: ownOrigin(), forcedColors: 'active' })
    const page = await context.newPage()
    await page.goto(pages.book)
    await page.assertVisible('.record .status:has-text("available")')
    // axe judges the colours of the style sheet, which are not the ones on the screen
    const { color, backgroundColor } = await page.evaluate(() => {
      const style = getComputedStyle(document.querySelector('.record .keep button')!)
      return { color: style.color, backgroundColor: style.backgroundColor }
    })
    assert.deepEqual([color, backgroundColor], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
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

async function isWiderThan(page: Page, width: number) {
  const scrolled = await page.evaluate(() => document.scrollingElement!.scrollWidth)
  return scrolled > width
}
