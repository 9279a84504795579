/// <reference lib="dom" />
import config from '@adonisjs/core/services/config'
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { findViolations } from '#tests/helpers/accessibility'
import { openDemoLibrary } from '#tests/helpers/demo'
import { removeSessions, sessionRows } from '#tests/helpers/session_rows'
import { ownOrigin } from '#tests/helpers/visitor'

/** Goes on with the Tab key until what the selector names has the focus. */
async function tabTo(page: Page, selector: string) {
  const target = page.locator(selector).first()
  for (let presses = 0; presses < 200; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The Tab key does not lead to ${selector}`)
}

test.group('Visitor | the whole way with the keyboard', (group) => {
  group.setup(async () => {
    await openDemoLibrary()
  })

  test('search, filter, reading list and forgetting, {words}')
    .with([
      { words: 'with JavaScript', javaScriptEnabled: true },
      { words: 'without JavaScript', javaScriptEnabled: false },
    ])
    .run(async ({ assert, browser }, { javaScriptEnabled }) => {
      const context = await browser.newContext({ baseURL: ownOrigin(), javaScriptEnabled })
      const page = await context.newPage()
      await page.goto('/')
      await tabTo(page, '#q')
      await page.keyboard.type('tolkien')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/books?*')

      await tabTo(page, '.facets a')
      const facet = await page.locator(':focus > :first-child').innerText()
      await page.keyboard.press('Enter')
      await page.waitForSelector(`.chosen a:has-text("${facet}")`)

      await tabTo(page, '.book-list .keep button')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.book-list .keep button:has-text("Remove from reading list")')
      await page.assertText('#reading-list-size', '1')

      await tabTo(page, 'a[href="/reading-list"]')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/reading-list')
      await page.assertElementsCount('.reading-list > li', 1)

      await tabTo(page, 'footer a[href="/visit"]')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/visit')
      await tabTo(page, 'summary:text("Forget everything")')
      await page.keyboard.press('Enter')
      await tabTo(page, 'button:text("Yes, forget everything")')
      await page.keyboard.press('Enter')
      await page.waitForSelector('h1:text("Everything is forgotten")')
      await page.assertText('#reading-list-size', '0')
      const cookies = await context.cookies()
      assert.notInclude(
        cookies.map(({ name }) => name),
        'library_session'
      )
      await context.close()
    })
})

test.group('Visitor | going back', (group) => {
  group.setup(async () => {
    await openDemoLibrary()
  })

  test('shows what was done meanwhile, {words} JavaScript')
    .with([
      { words: 'with', javaScriptEnabled: true },
      { words: 'without', javaScriptEnabled: false },
    ])
    .run(async ({ browser }, { javaScriptEnabled }) => {
      const context = await browser.newContext({ baseURL: ownOrigin(), javaScriptEnabled })
      const page = await context.newPage()
      await page.goto('/preferences')
      await page.locator('form.preferences button').click()
      await page.goto('/books')
      await page.locator('.book-list .book-title').first().click()
      await page.locator('.record .keep button').click()
      await page.waitForSelector('.record .keep button:has-text("Remove")')
      await page.goBack()
      while (new URL(page.url()).pathname !== '/books') await page.goBack()
      await page.waitForSelector('.book-list .keep button:has-text("Remove from reading list")')
      await page.assertText('#reading-list-size', '1')
      await context.close()
    })
})

test.group('Visitor | a page that the browser kept', (group) => {
  group.setup(async () => {
    await openDemoLibrary()
  })

  test('is loaded anew when it is shown again', async ({ assert, browserContext }) => {
    const page = await browserContext.newPage()
    await page.goto(`${ownOrigin()}/books`)
    const show = (persisted: boolean) =>
      page.evaluate((kept) => {
        document.body.dataset.mark = 'here'
        dispatchEvent(new PageTransitionEvent('pageshow', { persisted: kept }))
      }, persisted)
    await show(false)
    await page.waitForTimeout(500)
    assert.equal(await page.evaluate(() => document.body.dataset.mark), 'here')
    await show(true)
    await page.waitForFunction(() => document.body?.dataset.mark === undefined)
  })
})

test.group('Visitor | without reloading the page', (group) => {
  let pages: Awaited<ReturnType<typeof openDemoLibrary>>
  group.setup(async () => {
    pages = await openDemoLibrary()
  })

  /** A mark that a page loses when it is loaded anew. */
  const mark = (page: Page) => page.evaluate(() => void (document.body.dataset.mark = 'here'))
  const isMarked = (page: Page) => page.evaluate(() => document.body.dataset.mark === 'here')

  test('a book is added and removed, the button keeps the focus, and it is said', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.goto(ownOrigin() + pages.book)
    await mark(page)
    const button = page.locator('.record .keep button')
    await button.click()
    await page.waitForSelector('.record .keep button:has-text("Remove")')
    await page.assertText('#announcement', '“The Hobbit” is on your reading list.')
    await page.assertText('#reading-list-size', '1')
    assert.isTrue(await button.evaluate((element) => element === document.activeElement))
    await page.keyboard.press('Enter')
    await page.waitForSelector('.record .keep button:has-text("Add")')
    await page.assertText('#reading-list-size', '0')
    assert.isTrue(await isMarked(page))
  })

  test('the focus stays with a book that is moved or removed, and it is said what was done', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.goto(`${ownOrigin()}/books`)
    for (const index of [0, 1]) {
      const button = page.locator('.book-list .keep button').nth(index)
      await button.click()
      await page.assertText('#reading-list-size', String(index + 1))
    }
    await page.goto(`${ownOrigin()}/reading-list`)
    await mark(page)
    const focused = () => page.locator(':focus').innerText()
    const said = (words: RegExp) =>
      page.waitForFunction(
        (pattern) => new RegExp(pattern).test(document.querySelector('#announcement')!.textContent),
        words.source
      )

    await page.locator('button:has-text("Move up")').focus()
    await page.keyboard.press('Enter')
    await said(/is now number 1 of 2/)
    assert.match(await focused(), /^Move down/)

    await page.locator('.reading-list .keep button').first().focus()
    await page.keyboard.press('Enter')
    await said(/was removed/)
    assert.equal(await focused(), 'Undo')
    await page.assertText('#reading-list-size', '1')
    assert.deepEqual(await findViolations(page), [])

    await page.keyboard.press('Enter')
    await said(/is now number 1 of 2/)
    assert.match(await focused(), /^Move down/)
    await page.assertText('#reading-list-size', '2')
    assert.isTrue(await isMarked(page))
  })

  test('an answer that has no list on it makes the page anew', async ({ browserContext }) => {
    const page = await browserContext.newPage()
    await page.goto(ownOrigin() + pages.book)
    await page.locator('.record .keep button').click()
    await page.waitForSelector('.record .keep button:has-text("Remove")')
    await page.goto(`${ownOrigin()}/reading-list`)
    await mark(page)
    await page.route('**/reading-list/*', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Another</title><p>Another page' })
    )
    await page.locator('.reading-list .keep button').click()
    await page.waitForFunction(
      () => !document.body.dataset.mark && document.querySelector('.reading-list > li')
    )
  })

  test('a list is ordered and narrowed, with its address, and going back undoes it', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.goto(`${ownOrigin()}/books`)
    await mark(page)
    await page.selectOption('#sort', 'author')
    await page.waitForURL('**/books?*sort=author*')
    await page.waitForFunction(() => document.querySelector('#announcement')!.textContent !== '')

    const choice = page.locator('.facets a').first()
    const label = await choice.locator('span').first().innerText()
    await choice.click()
    await page.waitForSelector(`.chosen a:has-text("${label}")`)
    assert.equal(
      await page.locator('#announcement').innerText(),
      await page.locator('.tally').innerText()
    )
    assert.equal(await page.locator(':focus').getAttribute('id'), 'results')
    assert.isAbove(await page.locator('#narrowed input[type=hidden]').count(), 0)
    assert.isTrue(await isMarked(page))
    assert.deepEqual(await findViolations(page), [])

    await page.goBack()
    await page.waitForSelector('.chosen', { state: 'detached' })
  })

  test('what the visitor keeps has no flaw that axe can see', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.goto(ownOrigin() + pages.book)
    await page.locator('.record .keep button').click()
    await page.waitForSelector('.record .keep button:has-text("Remove")')
    for (const address of [
      '/books?layout=grid',
      '/visit',
      '/preferences',
      '/reading-list',
      '/reading-list/slip',
      '/reading-list/shared',
    ]) {
      await page.goto(ownOrigin() + address)
      assert.deepEqual(await findViolations(page), [], address)
    }
  })
})

test.group('Visitor | a shared terminal', (group) => {
  group.setup(async () => {
    await openDemoLibrary()
  })

  test('counts down in sight, starts over with each click and each letter typed, and rests at the end', async ({
    assert,
    browserContext,
    cleanup,
  }) => {
    config.set('kiosk.idleMinutes', 0.1)
    cleanup(() => config.set('kiosk.idleMinutes', 0))
    const page = await browserContext.newPage()
    await page.goto(`${ownOrigin()}/books`)
    await page.waitForFunction(() => /0:0[1-4]/.test(document.querySelector('.kiosk')!.textContent))
    await page.locator('.book-list .keep button').first().click()
    await page.waitForFunction(() => /0:0[56]/.test(document.querySelector('.kiosk')!.textContent))
    assert.equal(new URL(page.url()).pathname, '/books')
    await page.waitForFunction(() => /0:0[01]/.test(document.querySelector('.kiosk')!.textContent))
    await page.locator('#q').press('a')
    await page.waitForFunction(() => /0:0[56]/.test(document.querySelector('.kiosk')!.textContent))
    await page.waitForURL('**/visit/ended', { timeout: 15_000 })
    assert.equal(await page.locator('h1').innerText(), 'Everything is forgotten')
    await page.assertText('#reading-list-size', '0')
  })

  test('scrolling and typing keep what is remembered beyond the time that there was', async ({
    assert,
    browserContext,
    cleanup,
  }) => {
    config.set('kiosk.idleMinutes', 0.2)
    cleanup(() => config.set('kiosk.idleMinutes', 0))
    await removeSessions()
    const page = await browserContext.newPage()
    await page.goto(`${ownOrigin()}/books`)
    await page.locator('.book-list .keep button').first().click()
    await page.assertText('#reading-list-size', '1')
    const end = async () => {
      const [{ expires_at: expires }] = await sessionRows()
      return Number(expires)
    }
    const first = await end()

    let last = first
    for (const use of [() => page.mouse.wheel(0, 300), () => page.locator('#q').press('a')]) {
      await page.waitForFunction(() =>
        /0:0[3-6]/.test(document.querySelector('.kiosk')!.textContent)
      )
      await Promise.all([page.waitForResponse('**/preferences'), use()])
      assert.isAbove(await end(), last + 4_000)
      last = await end()
      await page.waitForFunction(() =>
        /0:1[0-2]/.test(document.querySelector('.kiosk')!.textContent)
      )
    }
    await page.waitForTimeout(Math.max(0, first - Date.now()) + 100)
    await page.goto(`${ownOrigin()}/reading-list`)
    await page.assertElementsCount('.reading-list > li', 1)
  })
})
