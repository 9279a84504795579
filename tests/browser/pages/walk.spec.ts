/// <reference lib="dom" />
import { test } from '@japa/runner'
import { openDemoLibrary } from '#tests/helpers/demo'
import { ownOrigin } from '#tests/helpers/visitor'

test.group('Pages | a walk through the library', (group) => {
  let pages: Awaited<ReturnType<typeof openDemoLibrary>>
  group.setup(async () => {
    pages = await openDemoLibrary()
  })

  test('the keyboard alone leads past the menu, through the search, to a book', async ({
    assert,
    visit,
  }) => {
    const page = await visit(`${ownOrigin()}/`)
    await page.keyboard.press('Tab')
    assert.equal(await page.locator(':focus').innerText(), 'Skip to the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type('hobbit')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/books?*')
    await page.assertText('.tally', '1 book')

    const title = page.locator('.book-list .book-title')
    while (!(await title.evaluate((link) => link === document.activeElement))) {
      await page.keyboard.press('Tab')
    }
    const outline = await title.evaluate((link) => getComputedStyle(link).outlineStyle)
    assert.equal(outline, 'solid')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${pages.book}*`)
    await page.assertText('h1', 'The Hobbit')
  })

  test('the same without JavaScript, with the mouse', async ({ browser }) => {
    const context = await browser.newContext({ baseURL: ownOrigin(), javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto('/')
    await page.fill('#q', 'the hobbit')
    await page.click('text=Search >> nth=-1')
    await page.waitForURL('**/books?q=the+hobbit*')
    // The cover leads to the book as its title does
    await page
      .locator('.book-list > li')
      .first()
      .click({ position: { x: 20, y: 60 } })
    await page.waitForURL(`**${pages.book}*`)
    await context.close()
  })

  test('shows each visit where the visitor looks first', async ({ assert, browserContext }) => {
    const page = await browserContext.newPage()
    for (const sentence of ['0 times.', '1 time.', '2 times.']) {
      await page.goto(`${ownOrigin()}/`)
      await page.assertText('.visits', `You have visited this page ${sentence}`)
    }
    const box = await page.locator('.visits').boundingBox()
    assert.isBelow(box!.y + box!.height, 720)
  })

  test('follows the theme of the system', async ({ assert, browser }) => {
    const grounds = []
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme })
      const page = await context.visit(`${ownOrigin()}/`)
      grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor))
      await context.close()
    }
    assert.deepEqual(grounds, ['rgb(251, 248, 241)', 'rgb(23, 22, 19)'])
  })

  test('nothing shifts while a page loads, fonts included', async ({ assert, browserContext }) => {
    const page = await browserContext.newPage()
    for (const address of Object.values(pages)) {
      await page.goto(ownOrigin() + address)
      await page.evaluate(() => document.fonts.ready)
      const shift = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let total = 0
            const observer = new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) total += entry.toJSON().value
            })
            observer.observe({ type: 'layout-shift' as never, buffered: true })
            setTimeout(() => resolve(total), 200)
          })
      )
      // The columns of a table follow their words, and move by a little where a font comes late
      assert.isBelow(shift, 0.02, address)
    }
  })
})

test.group('Covers | words', (group) => {
  group.setup(async () => {
    await openDemoLibrary()
  })

  test('every title and name stays within its cover, in every script that the machine has letters for', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    let [covers, judged] = [0, 0]
    for (const number of [1, 2]) {
      await page.goto(`${ownOrigin()}/books?per_page=100&page=${number}`)
      await page.evaluate(() => document.fonts.ready)
      covers += await page.locator('.cover').count()
      const seen = await page.evaluate(() => {
        const context = document.createElement('canvas').getContext('2d')!
        const texts = [...document.querySelectorAll<SVGTextElement>('.cover text')]
        // For a letter that no font has, the browser draws what it draws for one that nobody has
        const isDrawn = (text: SVGTextElement) => {
          context.font = `20px ${getComputedStyle(text).fontFamily}`
          const missing = context.measureText('\u{10fffd}').width
          const letters = text.textContent.match(/[^\u0020-\u024f\p{P}]/gu) ?? []
          return letters.every((letter) => context.measureText(letter).width !== missing)
        }
        const outside = texts.filter(isDrawn).filter((text) => {
          const { x, y, width, height } = text.getBBox()
          return x < 4 || y < 0 || x + width > 118 || y + height > 180
        })
        return {
          judged: texts.filter(isDrawn).length,
          outside: outside.map((text) => text.textContent),
        }
      })
      assert.deepEqual(seen.outside, [])
      judged += seen.judged
    }
    assert.equal(covers, 199)
    assert.isAbove(judged, 300)
  })
})
