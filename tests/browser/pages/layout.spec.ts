/// <reference lib="dom" />
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { GenreFactory } from '#database/factories/genre_factory'
import Book from '#models/book'
import { listAwkwardBooks } from '#tests/helpers/awkward'
import { openDemoLibrary } from '#tests/helpers/demo'
import { ownOrigin } from '#tests/helpers/visitor'

test.group('Pages | what stands where', (group) => {
  let pages: Awaited<ReturnType<typeof openDemoLibrary>>
  let awkward: Awaited<ReturnType<typeof listAwkwardBooks>>
  group.setup(async () => {
    pages = await openDemoLibrary()
    awkward = await listAwkwardBooks()
  })

  /** The left edges of the letters of what the selectors find first. */
  const beginnings = (page: Page, ...selectors: string[]) =>
    page.evaluate(
      (all) =>
        all.map((selector) => {
          const range = document.createRange()
          range.selectNodeContents(document.querySelector(selector)!)
          return Math.round(range.getBoundingClientRect().left)
        }),
      selectors
    )

  test('lists and tables are as wide as their page, and similar books stand in one row', async ({
    assert,
    browser,
  }) => {
    const context = await browser.newContext({
      baseURL: ownOrigin(),
      viewport: { width: 1440, height: 900 },
    })
    const page = await context.newPage()
    for (const [address, selector] of [
      [pages.author, '.book-list'],
      [pages.copies, 'table'],
      [pages.book, 'table'],
    ]) {
      await page.goto(address)
      const list = (await page.locator(selector).first().boundingBox())!
      const whole = (await page.locator('main > section, main > h1').first().boundingBox())!
      assert.closeTo(list.x + list.width, whole.x + whole.width, 1, address)
      assert.isAbove(list.width, 1_000, address)
    }
    const covers = page.locator('.shelf .cover')
    assert.isAbove(await covers.count(), 3)
    const heights = await covers.evaluateAll((all) => [
      ...new Set(all.map((cover) => Math.round(cover.getBoundingClientRect().top))),
    ])
    assert.lengthOf(heights, 1)
    await context.close()
  })

  test('names that are written from right to left begin where the others do', async ({
    assert,
    browserContext,
  }) => {
    const genre = await GenreFactory.merge({ name: 'روايات' }).create()
    const books = await Book.query().limit(3)
    for (const book of books) await book.related('genres').attach([genre.id])

    const page = await browserContext.newPage()
    await page.goto(ownOrigin() + awkward.pages['right to left'])
    const [title, subtitle, author] = await beginnings(page, 'h1', '.book-subtitle', '.authors a')
    assert.deepEqual([title, subtitle], [author, author])

    await page.goto(`${ownOrigin()}/genres`)
    const link = `.genre-list a[href="/genres/${genre.id}"]`
    const [name, tally] = await beginnings(page, `${link} .genre-name`, `${link} .tally`)
    assert.equal(name, tally)
  })

  test('the status of a copy stays on one line: {width} pixels')
    .with([{ width: 360 }, { width: 768 }])
    .run(async ({ assert, browser }, { width }) => {
      const context = await browser.newContext({
        baseURL: ownOrigin(),
        viewport: { width, height: 900 },
      })
      const page = await context.newPage()
      await page.goto(awkward.pages['one word'])
      const heights = await page
        .locator('td .status')
        .evaluateAll((all) => all.map((status) => status.getBoundingClientRect().height))
      assert.isNotEmpty(heights)
      assert.isBelow(Math.max(...heights), 36)
      await context.close()
    })
})
