/// <reference lib="dom" />
import { test } from '@japa/runner'
import { textsIn } from '#languages/speech'
import { openDemoLibrary } from '#tests/helpers/demo'
import { ownOrigin } from '#tests/helpers/visitor'

test.group('Pages | in other languages', (group) => {
  let pages: Awaited<ReturnType<typeof openDemoLibrary>>
  group.setup(async () => {
    pages = await openDemoLibrary()
  })

  for (const locale of ['de', 'ar']) {
    test(`search, reading list and Your visit speak ${locale}`, async ({ assert, browser }) => {
      const texts = textsIn(locale)
      const context = await browser.newContext({ baseURL: ownOrigin(), locale })
      const page = await context.newPage()
      await page.goto('/')
      await page.assertText('h1', texts.t('home.question'))
      await page.fill('main input[name=q]', 'hobbit')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/books?*')
      await page.assertText('.tally', texts.t('counts.books', { count: 1 }))
      await page.locator('.book-list .book-title').click()
      await page.waitForURL(`**${pages.book}*`)
      await page.locator('.record .keep button').click()
      await page.assertText('#reading-list-size', '1')

      await page.goto('/reading-list')
      await page.assertText('h1', texts.t('words.reading_list'))
      await page.assertText('.book-list .book-title', 'The Hobbit')
      await page.goto('/visit')
      await page.assertText('h1', texts.t('visit.title'))
      await page.assertTextContains('main', texts.t('visit.forget_list'))
      assert.equal(await page.getAttribute('html', 'dir'), locale === 'ar' ? 'rtl' : 'ltr')
      await context.close()
    })
  }

  test('the language is chosen at the foot of a page, and stays', async ({ browser }) => {
    const context = await browser.newContext({ baseURL: ownOrigin(), locale: 'en' })
    const page = await context.newPage()
    await page.goto('/authors')
    await page.selectOption('footer select[name=language]', 'fr')
    await page.locator('footer form:has(select) button').click()
    await page.assertText('h1', textsIn('fr').t('words.authors'))
    await page.goto('/genres')
    await page.assertText('h1', textsIn('fr').t('words.genres'))
    await context.close()
  })
})
