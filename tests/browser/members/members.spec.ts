/// <reference lib="dom" />
import { test } from '@japa/runner'
import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { today } from '#clock'
import BookInstance from '#models/book_instance'
import Loan from '#models/loan'
import Member from '#models/member'
import MemberFile from '#models/member_file'
import { findSmallTargets, findViolations } from '#tests/helpers/accessibility'
import { WORD } from '#tests/helpers/awkward'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { addMember, PASSWORD } from '#tests/helpers/signed_in'
import { ownOrigin } from '#tests/helpers/visitor'

const LOCALES = ['en', 'de', 'fr', 'es', 'ar']

async function signIn(browser: Browser, card: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    baseURL: ownOrigin(),
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.fill('#name', card)
  await page.fill('#password', PASSWORD)
  await page.locator('main form button').click()
  await page.waitForURL(({ pathname }) => pathname !== '/sign-in')
  return page
}

/** Everything that the page gets wrong, as it is now. */
async function findFaults(page: Page, name: string) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })
  const faults: string[] = []
  for (const [width, colorScheme] of [
    [1440, 'light'],
    [360, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme })
    faults.push(...(await findViolations(page)))
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    if (wide) faults.push(`${width}: scrolled sideways`)
    if (width === 360) faults.push(...(await findSmallTargets(page)))
  }
  return faults.map((fault) => `${name}: ${fault}`)
}

test.group('Members | in a browser', (group) => {
  let librarian: Member
  let awkward: Member
  group.setup(async () => {
    await emptyLibrary()
    await MemberFile.query().delete()
    librarian = await addMember('The librarian', { role: 'librarian' })
    awkward = await Member.add({
      name: WORD,
      card: WORD.slice(0, 40),
      groupName: WORD,
      email: `${WORD}@example.org`,
      note: WORD.repeat(3),
      language: 'ar',
    })
    await Member.add({ name: 'محمد علي', groupName: 'الصف الثالث' })
    await Member.add({ name: 'Émile Ångström', email: 'emile@example.org' })
    for (let number = 0; number < 25; number++) await Member.add({ name: `Same ${number}` })
    const { id } = await listBook(WORD, { copies: 1 })
    const copy = await BookInstance.findByOrFail('bookId', id)
    await copy.lend(awkward)
    await Loan.query().update({ dueOn: today().minus({ days: 1 }).toISODate() })
    await awkward.merge({ barred: WORD, expiresOn: today().minus({ days: 1 }) }).save()
  })

  for (const locale of LOCALES) {
    test(`axe finds nothing, and nothing is scrolled sideways, in ${locale}`, async ({
      assert,
      browser,
    }) => {
      const page = await signIn(browser, librarian.card, { locale })
      const found: string[] = []
      for (const address of [
        '/desk/members',
        '/desk/members?q=zzzz',
        `/desk/members/${awkward.id}`,
        `/desk/members/${awkward.id}/edit`,
        `/desk/members/${librarian.id}`,
        '/desk/members/files',
      ]) {
        await page.goto(address)
        assert.equal(await page.getAttribute('html', 'lang'), locale)
        found.push(...(await findFaults(page, address)))
      }

      await page.goto('/desk/members/create')
      await page.fill('#name', 'Émile Ångström')
      await page.fill('#card', 'P00019')
      await page.locator('main form.preferences button').click()
      await page.waitForSelector('#card-fault')
      const focused = await page.evaluate(() => document.activeElement!.getAttribute('role'))
      assert.equal(focused, 'alert', 'what is wrong has the focus')
      found.push(...(await findFaults(page, 'form with a fault')))
      await page.fill('#card', '')
      await page.locator('main form.preferences button').click()
      await page.waitForSelector('[name=same_name]', { state: 'attached' })
      found.push(...(await findFaults(page, 'form with a namesake')))

      await page.goto('/desk/members/files')
      const rows = ['card,name,group', `${awkward.card},${WORD},4b`, ',New,', ',,x', 'T-1,"x']
      const buffer = Buffer.from(rows.join('\n'))
      const file = { name: 'members.csv', mimeType: 'text/csv', buffer }
      await page.setInputFiles('#file', file)
      await page.locator('main form.preferences button').click()
      await page.waitForSelector('#changed')
      found.push(...(await findFaults(page, 'preview')))
      await page.locator('form[action$="_method=PUT"] button').click()
      await page.waitForSelector('.message')
      found.push(...(await findFaults(page, 'done')))
      await page.locator('form[action$="_method=DELETE"] button').click()
      await page.waitForURL('**/desk/members')
      assert.deepEqual(found, [])
      await page.context().close()
    }).timeout(120_000)
  }

  test('the list narrows as one types, and is said aloud', async ({ assert, browser }) => {
    const page = await signIn(browser, librarian.card)
    await page.goto('/desk/members')
    await page.locator('#member').pressSequentially('emile ang')
    await page.waitForSelector('caption:text-is("1 member")')
    await page.assertText('tbody .book-title', 'Émile Ångström')
    await page.assertText('#announcement', '1 member')
    await page.waitForURL('**/desk/members?q=emile+ang')
    const focused = await page.evaluate(() => document.activeElement!.id)
    assert.equal(focused, 'member')
    await page.fill('#member', 'nobody at all')
    await page.waitForSelector('.empty')
    await page.fill('#member', '')
    await page.waitForSelector('.pagination')
    await page.context().close()
  })

  test('all of it works without script', async ({ browser }) => {
    const page = await signIn(browser, librarian.card, { javaScriptEnabled: false })
    await page.goto('/desk/members')
    await page.fill('#member', 'ÅNGSTRÖM')
    await page.keyboard.press('Enter')
    await page.locator('tbody a', { hasText: 'Émile' }).click()
    await page.locator('main a[href$="/edit"]').click()
    await page.fill('#group', 'Class 4')
    await page.keyboard.press('Enter')
    await page.assertTextContains('.facts', 'Class 4')
    await page.context().close()
  })
})
