/// <reference lib="dom" />
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { makeSetupLink } from '#accounts/setup'
import { today } from '#clock'
import BookInstance from '#models/book_instance'
import SignIn from '#models/sign_in'
import { findSmallTargets, findViolations } from '#tests/helpers/accessibility'
import { openDemoLibrary } from '#tests/helpers/demo'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { addMember, PASSWORD } from '#tests/helpers/signed_in'
import { ownOrigin } from '#tests/helpers/visitor'

const NAME = 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Shevek'

/** What is wrong with a page at the widths of a desk and of a telephone. */
async function findFaults(page: Page) {
  const faults: string[] = []
  for (const [width, colorScheme] of [
    [1440, 'light'],
    [360, 'dark'],
    [320, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme })
    const found = await findViolations(page)
    const isWider = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth
    )
    if (isWider) found.push('has to be scrolled sideways')
    if (width === 360) found.push(...(await findSmallTargets(page)))
    faults.push(...found.map((fault) => `${page.url()} ${width}: ${fault}`))
  }
  return faults
}

test.group('Accounts | looked at', (group) => {
  group.each.setup(emptyLibrary)

  test('axe finds nothing on any page of accounts, in English and in Arabic', async ({
    assert,
    browser,
  }) => {
    for (const locale of ['en', 'ar']) {
      await openDemoLibrary()
      const options = { baseURL: ownOrigin(), reducedMotion: 'reduce', locale } as const
      const context = await browser.newContext(options)
      const page = await context.newPage()
      const found: string[] = []
      const look = async () => found.push(...(await findFaults(page)))

      await page.goto((await makeSetupLink())!)
      await look()
      await page.locator('#email').fill('odo')
      await page.evaluate(() => document.querySelector('main form')!.setAttribute('novalidate', ''))
      await page.locator('main form button').click()
      await look()
      await page.goto('/setup?link=forged')
      await look()

      const member = await addMember(NAME, { role: 'librarian', email: 'shevek@anarres.example' })
      for (const [title, days] of [
        ['Emma', 3],
        ['Ulysses', -3],
      ] as const) {
        const book = await listBook(title, { copies: 1 })
        const copy = await BookInstance.findByOrFail('bookId', book.id)
        const { loan } = await copy.lend(member, { dueOn: today().plus({ days: 9 }) })
        await loan.merge({ dueOn: today().plus({ days }), renewals: days > 0 ? 0 : 4 }).save()
      }
      await page.goto('/sign-in')
      await look()
      await page.locator('#name').fill(member.card)
      await page.locator('#password').fill('wrong')
      await page.keyboard.press('Enter')
      await page.locator('[role=alert]').waitFor()
      await look()
      await page.locator('#password').fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.locator('#sign-ins').waitFor()
      const { began, seen, proved, memberId } = await SignIn.firstOrFail()
      await SignIn.create({ id: 'another', agent: '', began, seen, proved, memberId })
      await page.reload()
      await look()
      await page.goto('/account/password')
      await look()
      await page.locator('#password').fill('wrong')
      await page.locator('#wish').fill('short')
      await page.locator('main form button').click()
      await page.locator('#wish-fault').waitFor()
      await look()
      assert.deepEqual(found, [], locale)
      await context.close()
    }
  }).timeout(300_000)

  test('signing in, renewing and signing out work by keyboard, without script', async ({
    assert,
    browser,
  }) => {
    const member = await addMember('Shevek')
    const book = await listBook('Emma', { copies: 1 })
    const copy = await BookInstance.findByOrFail('bookId', book.id)
    await copy.lend(member, { dueOn: today().plus({ days: 3 }) })
    const context = await browser.newContext({ baseURL: ownOrigin(), javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto('/')
    await page.locator('footer a[href="/sign-in"]').press('Enter')
    await page.locator('#name').pressSequentially(member.card)
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Renew: Emma' }).press('Enter')
    assert.include(await page.locator('.message').textContent(), 'Emma is renewed')
    await page.getByRole('button', { name: 'Sign out' }).press('Enter')
    assert.equal(await page.locator('.signed-in').count(), 0)
    await context.close()
  })
})
