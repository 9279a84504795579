import { setTimeout } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { type DateTime } from 'luxon'
import { inTurn } from '#accounts/passwords'
import { today } from '#clock'
import BookInstance from '#models/book_instance'
import Loan from '#models/loan'
import type Member from '#models/member'
import SignIn from '#models/sign_in'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { addMember, nameIn, PASSWORD, signedIn } from '#tests/helpers/signed_in'
import { type Page, Visitor } from '#tests/helpers/visitor'

const NEW = 'four quiet herons wading'
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

const CHROME =
  'Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'

async function lendTo(member: Member, title: string, days = 5) {
  const book = await listBook(title, { copies: 1 })
  const copy = await BookInstance.findByOrFail('bookId', book.id)
  const { loan } = await copy.lend(member, { dueOn: today().plus({ days }) })
  return loan
}

async function signInAs(member: Member, agent: string, password = PASSWORD) {
  const visitor = new Visitor()
  const headers = { 'user-agent': agent }
  const page = await visitor.submit('/sign-in', { name: member.card, password }, { headers })
  return { visitor, page }
}

const dayInWords = (date: DateTime) => date.setLocale('en-GB').toFormat('d LLL yyyy')

test.group('The account', (group) => {
  group.each.setup(emptyLibrary)

  test('is for who is signed in: others are asked to, and come back', async ({ assert }) => {
    const page = await new Visitor().visit('/account')
    assert.equal(page.text('h1'), 'Sign in')
    assert.equal(page.$('input[name=to]').attr('value'), '/account')
    const changed = await new Visitor().submit('/account/password?_method=PATCH', {})
    assert.equal(changed.$('input[name=to]').attr('value'), '/account')
  })

  test('shows the own loans, the next due first, and renews them', async ({ assert }) => {
    const { member, visitor } = await signedIn('none')
    const loan = await lendTo(member, 'Emma', 5)
    await lendTo(member, 'Dune', 2)
    await lendTo(await addMember('Takver'), 'Ulysses')

    const page = await visitor.visit('/account')
    const titles = page.$('#loans ~ ul .book-title').map((_, link) => page.$(link).text())
    assert.deepEqual(titles.get(), ['Dune', 'Emma'])
    assert.include(page.text('main'), `Due back ${dayInWords(today().plus({ days: 5 }))}`)

    assert.lengthOf(page.$('.overdue'), 0)
    assert.notInclude(page.text('main'), '@')

    const after = await visitor.submit(`/account/loans/${loan.id}?_method=PATCH`, {})
    const due = dayInWords(today().plus({ days: 21 }))
    assert.equal(after.text('.message'), `Emma is renewed: due back ${due}.`)
    await loan.refresh()
    assert.equal(loan.renewals, 1)
  })

  test('the library remembers what was returned for who asks for it, and forgets on request', async ({
    assert,
  }) => {
    const { member, visitor } = await signedIn('none')
    await lendTo(member, 'Emma')
    const copy = await BookInstance.findByOrFail('status', 'on_loan')
    await copy.return()
    const before = await visitor.visit('/account')
    assert.include(before.text('[aria-labelledby=history]'), 'forgets what you had on loan')
    assert.notInclude(before.text('main'), 'Emma')

    await visitor.submit('/account/history?_method=PATCH', { keep: '1' })
    await Loan.query().update({ returnedAt: today().minus({ days: 9 }).toSQL() })
    await Loan.forget()
    const kept = await visitor.visit('/account')
    assert.include(kept.text('[aria-labelledby=history]'), 'Emma')

    const after = await visitor.submit('/account/history?_method=PATCH', { keep: '0' })
    assert.include(after.text('.message'), 'has forgotten what you returned')
    assert.notInclude(after.text('main'), 'Emma')
    assert.lengthOf(await Loan.query().whereNotNull('memberId'), 0)
  })

  test('a button that was pressed twice renews once, and each loan of the page', async ({
    assert,
  }) => {
    const { member, visitor } = await signedIn('none')
    const loans = [await lendTo(member, 'Emma'), await lendTo(member, 'Dune')]
    const press = ({ $ }: Page, { id }: Loan) => {
      const form = $(`form[action^="/account/loans/${id}?"]`)
      const scan = form.find('input[name=scan]').attr('value')!
      return visitor.submit(form.attr('action')!, { scan })
    }
    const renewals = async () => {
      for (const loan of loans) await loan.refresh()
      return loans.map((loan) => loan.renewals)
    }
    const page = await visitor.visit('/account')
    await Promise.all([press(page, loans[0]), press(page, loans[0])])
    const again = await press(page, loans[0])
    assert.include(again.text('.message'), 'Emma is renewed')
    assert.deepEqual(await renewals(), [1, 0])
    const other = await press(page, loans[1])
    assert.include(other.text('.message'), 'Dune is renewed')
    await press(other, loans[0])
    assert.deepEqual(await renewals(), [2, 1])
  })

  test('a loan that was renewed four times has no button, and is not renewed', async ({
    assert,
  }) => {
    const { member, visitor } = await signedIn('none')
    const loan = await lendTo(member, 'Emma')
    await loan.merge({ renewals: 4, dueOn: today().minus({ days: 1 }) }).save()
    const page = await visitor.visit('/account')
    assert.include(page.text('main'), 'Cannot be renewed any more')
    assert.equal(page.text('.overdue'), 'overdue')
    assert.lengthOf(page.$('form[action^="/account/loans"]'), 0)
    const after = await visitor.submit(`/account/loans/${loan.id}?_method=PATCH`, {})
    assert.include(after.text('.message'), 'This loan could not be renewed.')
  })

  test('renews nobody else’s loan, and none of who is barred', async ({ assert }) => {
    const { member, visitor } = await signedIn('helper')
    const other = await lendTo(await addMember('Takver'), 'Ulysses')
    const own = await lendTo(member, 'Emma')
    await member.merge({ barred: 'Three lost books' }).save()
    const account = await visitor.submit('/sign-in', { name: member.card, password: PASSWORD })
    assert.include(account.text('main'), 'You cannot borrow or renew at present.')
    assert.notInclude(account.body, 'Three lost books')
    assert.lengthOf(account.$('form[action^="/account/loans"]'), 0)
    for (const id of [other.id, own.id, 999_999]) {
      const page = await visitor.submit(`/account/loans/${id}?_method=PATCH`, {})
      assert.include(page.text('.message'), 'This loan could not be renewed.')
    }
    for (const loan of [other, own]) {
      await loan.refresh()
      assert.equal(loan.renewals, 0)
    }
  })

  test('shows where the member is signed in, in words, and ends one or all others', async ({
    assert,
  }) => {
    const { member, visitor } = await signedIn('librarian')
    const { visitor: second } = await signInAs(member, FIREFOX)
    const { visitor: third } = await signInAs(member, CHROME)
    const takver = await signInAs(await addMember('Takver'), FIREFOX)

    const page = await visitor.visit('/account')
    const rows = page.$('#sign-ins ~ ul li').map((_, row) => page.$(row).find('div').text())
    const words = rows.get().map((row) => row.replace(/\s+/g, ' ').trim())
    assert.lengthOf(words, 3)
    assert.isTrue(words.some((row) => row.startsWith('Firefox, Windows Last seen')))
    assert.isTrue(words.some((row) => row.startsWith('Chrome, Android Last seen')))
    assert.isTrue(words.some((row) => row.endsWith('This browser')))
    assert.notInclude(page.body, '127.0.0.1')

    const [signIn] = await SignIn.query()
      .where('agent', 'Firefox, Windows')
      .where('memberId', member.id)
    const ended = await visitor.submit(`/account/sign-ins/${signIn.id}?_method=DELETE`, {})
    assert.equal(ended.text('.message'), 'You are no longer signed in there.')
    assert.equal(await nameIn(second), '')
    assert.notEqual(await nameIn(third), '')

    const none = await visitor.submit('/account/sign-ins/%00?_method=DELETE', {})
    assert.equal(none.status, 404)
    const foreign = await SignIn.query().whereNot('memberId', member.id).firstOrFail()
    await visitor.submit(`/account/sign-ins/${foreign.id}?_method=DELETE`, {})
    const others = await visitor.submit('/account/sign-ins?_method=DELETE', {})
    assert.equal(others.text('.message'), 'You are signed in here alone.')
    assert.equal(await nameIn(third), '')
    assert.notEqual(await nameIn(visitor), '')
    assert.notEqual(await nameIn(takver.visitor), '')
  })

  test('ending the own sign-in is signing out', async ({ assert }) => {
    const { member, visitor } = await signedIn('none')
    const { id } = await SignIn.findByOrFail('memberId', member.id)
    const page = await visitor.submit(`/account/sign-ins/${id}?_method=DELETE`, {})
    assert.lengthOf(page.$('.signed-in'), 0)
  })

  test('a new password takes the present one, and ends all other sign-ins', async ({ assert }) => {
    const { member, visitor } = await signedIn('none')
    const { visitor: other } = await signInAs(member, FIREFOX)
    const path = '/account/password?_method=PATCH'

    const wrong = await visitor.submit(path, { password: 'wrong', wish: NEW })
    assert.equal(wrong.status, 422)
    assert.equal(
      wrong.text('#password-fault'),
      'This is not your present password. Please try again.'
    )
    for (const [wish, fault] of [
      ['a short one', 'This password is too short: it needs at least 15 characters.'],
      ['x'.repeat(1001), 'This password is too long: at most 1,000 characters.'],
      ['0123401234012340', 'This password repeats itself, so it is guessed soon.'],
      ['aaabbbaababababba', 'This password repeats itself, so it is guessed soon.'],
      [`The None ${member.card} 12`, 'too little is left of this password'],
    ]) {
      const page = await visitor.submit(path, { password: PASSWORD, wish })
      assert.include(page.text('#wish-fault'), fault)
      assert.notInclude(page.body, wish)
    }

    const page = await visitor.submit(path, { password: PASSWORD, wish: NEW })
    assert.include(page.text('.message'), 'Your password is changed.')
    assert.equal(await nameIn(other), '')
    assert.notEqual(await nameIn(visitor), '')
    const [before, after] = [await signInAs(member, FIREFOX), await signInAs(member, FIREFOX, NEW)]
    assert.deepEqual([before.page.status, after.page.status], [422, 200])
  })

  test('where too many wait for a new password, its form says so and nothing changes', async ({
    assert,
    cleanup,
  }) => {
    const { member, visitor } = await signedIn('none')
    const gate = Promise.withResolvers<void>()
    let isFull = true
    cleanup(() => {
      isFull = false
      gate.resolve()
    })
    // Whoever has their turn leaves the place in the queue to another
    const wait = (): Promise<unknown> =>
      inTurn(() => {
        if (isFull) void wait()
        return gate.promise
      }).catch(() => {})
    const form = visitor.submit('/account/password?_method=PATCH', {
      password: PASSWORD,
      wish: NEW,
    })
    const isTried = async () => {
      const tries = await db.from('sign_in_tries').where('count', '>', 0)
      return tries.length > 0
    }
    while (!(await isTried())) await setTimeout(1)
    const waiting = Array.from({ length: 60 }, wait)
    const page = await form
    isFull = false
    gate.resolve()
    await Promise.all(waiting)
    assert.equal(page.status, 503)
    assert.equal(page.headers.get('retry-after'), '5')
    assert.include(page.text('.fault'), 'Too many people are signing in right now.')
    assert.deepEqual(
      page
        .$('input[type=password]')
        .map((_, input) => page.$(input).attr('maxlength'))
        .get(),
      ['2000', '2000']
    )
    const { page: after } = await signInAs(member, FIREFOX)
    assert.equal(after.status, 200)
  })

  test('another role and being barred end the sign-ins at once, whoever does it', async ({
    assert,
  }) => {
    const { member, visitor } = await signedIn('librarian')
    for (const facts of [{ role: 'helper' }, { barred: 'Three lost books' }] as const) {
      await visitor.submit('/sign-in', { name: member.card, password: PASSWORD })
      assert.notEqual(await nameIn(visitor), '')
      await member.merge(facts).save()
      assert.equal(await nameIn(visitor), '')
    }
    await visitor.submit('/sign-in', { name: member.card, password: PASSWORD })
    await member.merge({ name: 'Another name', barred: null }).save()
    assert.equal(await nameIn(visitor), 'Another name')
  })

  test('the site speaks the language of the member, in whatever browser', async ({ assert }) => {
    const { member, visitor } = await signedIn('none')
    await visitor.submit('/preferences?_method=PATCH', { language: 'fr' })
    const page = await visitor.submit('/account?_method=PATCH', { language: 'de' })
    assert.equal(page.text('h1'), 'Ihr Konto')
    assert.include(page.text('.message'), 'Ihre Einstellungen sind gespeichert.')

    const { page: elsewhere } = await signInAs(member, FIREFOX)
    assert.equal(elsewhere.$('html').attr('lang'), 'de')
    await visitor.submit('/account?_method=PATCH', { language: 'auto' })
    const after = await visitor.visit('/')
    assert.equal(after.$('html').attr('lang'), 'en')
  })
})
