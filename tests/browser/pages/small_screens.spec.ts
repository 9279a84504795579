/// <reference lib="dom" />
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Browser } from 'playwright'
import { AuthorFactory } from '#database/factories/author_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import Library from '#models/library'
import Notice from '#models/notice'
import { findViolations } from '#tests/helpers/accessibility'
import { openDemoLibrary } from '#tests/helpers/demo'
import { listBook } from '#tests/helpers/library'
import { ownOrigin } from '#tests/helpers/visitor'

const WORD = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzverordnungsentwurf'

/** A book whose title, author and genre are one word of 80 letters each; tells the pages that show it. */
async function listAwkwardBook() {
  const author = await AuthorFactory.merge({ name: WORD, sortName: WORD }).create()
  const genre = await GenreFactory.merge({ name: WORD }).create()
  const book = await listBook(WORD, { by: [author], copies: 1, subtitle: WORD, publisher: WORD })
  await book.related('genres').attach([genre.id])
  await book.load('copies')
  return {
    'awkward book': `/books/${book.id}`,
    'awkward copy': `/copies/${book.copies[0].id}`,
    'awkward author': `/authors/${author.id}`,
    'awkward genre': `/genres/${genre.id}`,
    'awkward search': `/books?q=${WORD}&genre=${genre.id}`,
    'awkward grid': `/books?q=${WORD}&layout=grid`,
  }
}

async function openPage(browser: Browser, width: number, options = {}) {
  const context = await browser.newContext({
    baseURL: ownOrigin(),
    viewport: { width, height: 800 },
    ...options,
  })
  return { context, page: await context.newPage() }
}

test.group('Pages | words without a break, and larger text', (group) => {
  let pages: Record<string, string>
  let awkward: Record<string, string>
  group.setup(async () => {
    pages = await openDemoLibrary()
    awkward = await listAwkwardBook()
    await Notice.putUp(`Closed: ${WORD}`)
    return () => Notice.takeDown()
  })

  test('no page is wider than the screen, text {$self}')
    .with(['normal', 'larger'])
    .run(async ({ assert, browser }, text) => {
      const { context, page } = await openPage(browser, 360)
      await page.goto(awkward['awkward book'])
      await page.click('.record .keep button')
      await page.waitForSelector('.record .keep button:has-text("Remove")')
      const headers = { origin: ownOrigin() }
      await context.request.post('/preferences?_method=PATCH', { form: { text }, headers })
      await context.request.get('/')

      const tooWide = []
      for (const [name, address] of Object.entries({ ...pages, ...awkward })) {
        await page.goto(address)
        for (const width of [320, 360, 768, 1440]) {
          await page.setViewportSize({ width, height: 800 })
          const scrolled = await page.evaluate(() => document.scrollingElement!.scrollWidth)
          if (scrolled > width) tooWide.push(`${name}: ${scrolled} at ${width}`)
        }
      }
      assert.deepEqual(tooWide, [])
      await context.close()
    })
})

test.group('Pages | on a phone', (group) => {
  let pages: Awaited<ReturnType<typeof openDemoLibrary>>
  group.setup(async () => {
    pages = await openDemoLibrary()
    // What is measured is a library with books of its own, whose pages have a line less
    await Library.setDemonstration(db.connection(), false)
  })

  test('the first book of the list begins within 330 pixels', async ({ assert, browser }) => {
    const { context, page } = await openPage(browser, 360)
    await page.goto('/books')
    const first = await page.locator('.book-list > li').first().boundingBox()
    assert.isAtMost(first!.y, 330)
    await context.close()
  })

  test('what can be pressed is 44 pixels high, but for links within a sentence', async ({
    assert,
    browser,
  }) => {
    const { context, page } = await openPage(browser, 360)
    await page.goto(pages.book)
    await page.click('.record .keep button')
    await page.waitForSelector('.record .keep button:has-text("Remove")')
    const found: string[] = []
    for (const [name, address] of Object.entries({ ...pages, far: '/books?page=5' })) {
      await page.goto(address)
      const small = await page.evaluate(() => {
        // a link of a sentence is as high as its line; one whose ::after covers a row is as high as the row
        const inSentence = (element: Element) =>
          [...element.parentElement!.childNodes].some(
            (node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim()
          )
        const areaOf = (element: Element) =>
          getComputedStyle(element, '::after').position === 'absolute'
            ? element.closest('li')!
            : element
        return [
          ...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary'),
        ]
          .filter((element) => element.checkVisibility() && !element.matches('.skip-link'))
          .filter((element) => !inSentence(element))
          .filter((element) => areaOf(element).getBoundingClientRect().height < 43.5)
          .map((element) => element.outerHTML.slice(0, 100))
      })
      found.push(...small.map((element) => `${name}: ${element}`))
    }
    assert.deepEqual(found, [])
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
    const header = await page.locator('.site-header').boundingBox()
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
