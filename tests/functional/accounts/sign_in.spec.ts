import db from '@adonisjs/lucid/services/db'
import { test, timeTravel } from '@japa/runner'
import { http } from '#config/app'
import Member from '#models/member'
import SignIn from '#models/sign_in'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { perform } from '#tests/helpers/session_program'
import { sessionRows } from '#tests/helpers/session_rows'
import { addMember, nameIn, PASSWORD, signedIn } from '#tests/helpers/signed_in'
import { type Page, Visitor } from '#tests/helpers/visitor'

const WRONG = 'This card or e-mail address and password do not belong together.'
const TOO_MANY = 'Too many passwords were wrong. Please try again in 3 minutes.'

function tryOnce(visitor: Visitor, name: string, password = 'wrong', from?: string) {
  const headers: Record<string, string> = from ? { 'x-forwarded-for': from } : {}
  return visitor.submit('/sign-in', { name, password }, { headers })
}

async function statusOf(page: Promise<Page>) {
  const { status } = await page
  return status
}

async function sessionId(visitor: Visitor) {
  const cookies = await visitor.cookies.getCookies(visitor.origin)
  return cookies.find(({ key }) => key === 'library_session')?.value
}

test.group('Sign-in', (group) => {
  group.each.setup(emptyLibrary)

  test('a member signs in by card or e-mail address, is told so on every page, and signs out', async ({
    assert,
  }) => {
    const shevek = await addMember('Shevek', { email: 'Shevek@Anarres.example' })
    const unseen = `\u0000${shevek.card}\u202e`
    for (const name of [shevek.card.toLowerCase(), ' shevek@anarres.EXAMPLE ', unseen]) {
      const visitor = new Visitor()
      const page = await tryOnce(visitor, name, PASSWORD)
      assert.equal(page.status, 200)
      assert.equal(page.text('h1'), 'Your account')
      const books = await visitor.visit('/books')
      assert.equal(books.text('.signed-in a[href="/account"]'), 'Your account: Shevek')
      assert.lengthOf(books.$('.signed-in a[href="/desk"]'), 0)
      assert.lengthOf(books.$('footer a[href="/sign-in"]'), 0)

      const missing = await visitor.visit('/nowhere')
      assert.equal(missing.status, 404)
      assert.include(missing.text('.signed-in'), 'Shevek')

      const after = await visitor.submit('/sign-out', {})
      assert.lengthOf(after.$('.signed-in'), 0)
      assert.lengthOf(after.$('footer a[href="/sign-in"]'), 1)
    }
    assert.lengthOf(await SignIn.all(), 0)
  })

  test('who has a role is shown the way to the desk', async ({ assert }) => {
    const { visitor } = await signedIn('helper')
    const page = await visitor.visit('/')
    assert.lengthOf(page.$('.signed-in a[href="/desk"]'), 1)
  })

  test('no other visitor sees the name of who is signed in, whoever asks first', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('admin')
    const [shown, stranger] = [await visitor.visit('/'), await new Visitor().visit('/')]
    assert.include(shown.body, 'The admin')
    assert.notInclude(stranger.body, 'The admin')
    assert.lengthOf(stranger.$('footer a[href="/sign-in"]'), 1)
  })

  test('goes on to the page that was asked for, and to no other site', async ({ assert }) => {
    const { card } = await addMember('Takver')
    for (const [to, path] of [
      ['/preferences?a=b', '/preferences?a=b'],
      ['//evil.example', '/account'],
      ['/\\evil.example', '/account'],
      ['https://evil.example/', '/account'],
    ]) {
      const fields = { name: card, password: PASSWORD, to }
      const page = await new Visitor().submit('/sign-in', fields, { redirect: 'manual' })
      assert.equal(page.headers.get('location'), path)
    }
    const asked = await new Visitor().visit('/account/password')
    assert.equal(asked.$('input[name=to]').attr('value'), '/account/password')
  })

  test('what was typed as a name stays, and the same is said of a name that nobody has', async ({
    assert,
  }) => {
    const { card } = await addMember('Takver')
    await Member.add({ name: 'Without a password', card: 'T-1' })
    const names = [card, 'nobody@anarres.example', 'T-1', '<b>', '']
    for (const name of names) {
      const page = await tryOnce(new Visitor(), name)
      assert.equal(page.status, 422)
      assert.include(page.text('[role=alert]'), WRONG)
      assert.equal(page.$('#name').attr('value') ?? '', name)
      assert.equal(page.$('#password').attr('value'), '')
    }
  })

  test('takes about as long for a name that nobody has', async ({ assert }) => {
    const { card } = await addMember('Takver')
    const times: Record<string, number[]> = { [card]: [], nobody: [] }
    await tryOnce(new Visitor(), 'first')
    for (let round = 0; round < 5; round++) {
      for (const name of Object.keys(times)) {
        const began = performance.now()
        await tryOnce(new Visitor(), name)
        times[name].push(performance.now() - began)
      }
    }
    const [known, unknown] = Object.values(times).map((all) => all.sort((a, b) => a - b)[2])
    assert.isAbove(known, 50)
    assert.isBelow(Math.max(known, unknown) / Math.min(known, unknown), 2)
  })

  test('after ten wrong passwords for a name not even the right one is tried, for three minutes', async ({
    assert,
  }) => {
    const { card } = await addMember('Shevek', { email: 'shevek@anarres.example' })
    for (let times = 0; times < 10; times++) {
      const name = times % 2 ? card : 'shevek@anarres.example'
      assert.equal(await statusOf(tryOnce(new Visitor(), name)), 422)
    }
    const page = await tryOnce(new Visitor(), card, PASSWORD)
    assert.equal(page.status, 429)
    assert.closeTo(Number(page.headers.get('retry-after')), 170, 10)
    assert.include(page.text('[role=alert]'), TOO_MANY)
    assert.equal(page.$('#name').attr('value'), card)
    assert.equal(await statusOf(tryOnce(new Visitor(), 'another')), 422)

    timeTravel('181 seconds')
    assert.equal(await statusOf(tryOnce(new Visitor(), card, PASSWORD)), 200)
    const rows = await db.from('sign_in_tries')
    assert.lengthOf(
      rows.filter((row) => row.count > 0),
      0
    )
  })

  test('the same for a name that nobody has', async ({ assert }) => {
    for (let times = 0; times < 10; times++) await tryOnce(new Visitor(), 'Nobody')
    const page = await tryOnce(new Visitor(), ' nobody')
    assert.equal(page.status, 429)
    assert.include(page.text('[role=alert]'), TOO_MANY)
  })

  test('ten for an address, whatever the names; a right one takes nothing from the ten', async ({
    assert,
    cleanup,
  }) => {
    const { trustProxy } = http
    http.trustProxy = () => true
    cleanup(() => void (http.trustProxy = trustProxy))
    const { card } = await addMember('Takver')
    const network = '2001:db8:1:2:'
    for (let times = 0; times < 9; times++) {
      await tryOnce(new Visitor(), `name ${times}`, 'wrong', `${network}:${times}`)
    }
    const right = await tryOnce(new Visitor(), card, PASSWORD, `${network}:a`)
    const tenth = await tryOnce(new Visitor(), 'name 9', 'wrong', `${network}:b`)
    const eleventh = await tryOnce(new Visitor(), card, PASSWORD, `${network}:c`)
    const elsewhere = await tryOnce(new Visitor(), card, PASSWORD, '2001:db8:1:3::1')
    assert.deepEqual(
      [right, tenth, eleventh, elsewhere].map(({ status }) => status),
      [200, 422, 429, 200]
    )
    const rows = JSON.stringify(await db.from('sign_in_tries'))
    assert.notInclude(rows, '2001')
    assert.notInclude(rows, 'name')
  })

  test('a password of 10 KB is wrong at once', async ({ assert }) => {
    const { card } = await addMember('Takver')
    const began = performance.now()
    const page = await tryOnce(new Visitor(), card, 'x'.repeat(10_000))
    assert.equal(page.status, 422)
    assert.isBelow(performance.now() - began, 250)
  })

  test('where too many wait, another is told to come again', async ({ assert }) => {
    const { card } = await addMember('Takver')
    const tries = Array.from({ length: 60 }, (_, number) =>
      tryOnce(new Visitor(), `name ${number}`)
    )
    const all = await Promise.all(tries)
    const refused = all.filter(({ status }) => status === 503)
    assert.isAbove(refused.length, 0)
    assert.equal(refused[0].headers.get('retry-after'), '5')
    assert.include(refused[0].text('[role=alert]'), 'Too many people are signing in right now.')
    assert.lengthOf(
      all.filter(({ status }) => status === 422),
      60 - refused.length
    )
    assert.equal(await statusOf(tryOnce(new Visitor(), card, PASSWORD)), 200)
  })

  test('the session gets a new id and is taken along: list, visits and preferences', async ({
    assert,
  }) => {
    const { card } = await addMember('Takver')
    const emma = await listBook('Emma')
    const visitor = new Visitor()
    await visitor.visit('/')
    await visitor.submit(`/reading-list/${emma.id}`, {})
    await visitor.submit('/preferences?_method=PATCH', { theme: 'dark' })
    const before = await sessionId(visitor)

    await tryOnce(visitor, card, PASSWORD)
    assert.notEqual(await sessionId(visitor), before)
    const list = await visitor.visit('/reading-list')
    assert.include(list.text('main'), 'Emma')
    const home = await visitor.visit('/')
    assert.equal(home.text('.visits'), 'You have visited this page 1 time.')
    assert.equal(home.$('html').attr('data-theme'), 'dark')
    assert.lengthOf(await sessionRows(), 1)

    const thief = new Visitor()
    await thief.cookies.setCookie(`library_session=${before}`, thief.origin)
    const stolen = await thief.visit('/')
    assert.lengthOf(stolen.$('.signed-in'), 0)
  })

  test('signing out leaves nothing of anybody in the browser, nor in the database', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('none')
    const emma = await listBook('Emma')
    await visitor.submit(`/reading-list/${emma.id}`, {})
    const page = await visitor.submit('/sign-out', {}, { redirect: 'manual' })
    assert.equal(page.status, 303)
    assert.lengthOf(await sessionRows(), 0)
    assert.lengthOf(await SignIn.all(), 0)
    const list = await visitor.visit('/reading-list')
    assert.notInclude(list.text('main'), 'Emma')
  })

  test('forgetting everything signs out too', async ({ assert }) => {
    const { visitor } = await signedIn('none')
    await visitor.submit('/visit?_method=DELETE', {})
    assert.lengthOf(await SignIn.all(), 0)
    const page = await visitor.visit('/account')
    assert.equal(page.text('h1'), 'Sign in')
  })

  test('who signs in where somebody else is finds nothing of theirs', async ({ assert }) => {
    const { visitor } = await signedIn('none')
    const emma = await listBook('Emma')
    await visitor.submit(`/reading-list/${emma.id}`, {})
    const { card } = await addMember('Takver')
    await tryOnce(visitor, card, PASSWORD)
    const list = await visitor.visit('/reading-list')
    assert.include(list.text('.signed-in'), 'Takver')
    assert.notInclude(list.text('main'), 'Emma')
    assert.lengthOf(await SignIn.all(), 1)
  })

  test('with a role it ends after half an hour without use, and the rest of the visit goes on', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('librarian')
    const emma = await listBook('Emma')
    await visitor.submit(`/reading-list/${emma.id}`, {})
    for (let times = 0; times < 3; times++) {
      timeTravel('28 minutes')
      assert.equal(await nameIn(visitor), 'The librarian')
    }
    timeTravel('31 minutes')
    const page = await visitor.visit('/reading-list')
    assert.lengthOf(page.$('.signed-in'), 0)
    assert.include(page.text('main'), 'Emma')
    assert.lengthOf(await SignIn.all(), 0)
  })

  test('with one that is over nobody is at the desk, and the visit tells of nobody', async ({
    assert,
  }) => {
    const { member, visitor } = await signedIn('librarian')
    const { card } = await addMember('Takver')
    const desk = await visitor.submit('/desk', { typed: card })
    assert.include(desk.text('main'), 'Takver')
    const visit = await visitor.visit('/visit')
    assert.lengthOf(visit.$('.other'), 0)

    await SignIn.query().where('memberId', member.id).delete()
    await visitor.visit('/books')
    const { results } = await perform(visitor, [['get', 'desk']])
    assert.deepEqual(results, [null])
    await tryOnce(visitor, member.card, PASSWORD)
    const after = await visitor.visit('/desk')
    assert.notInclude(after.text('main'), 'Takver')
  })

  test('with a role it ends after twelve hours, however busy', async ({ assert }) => {
    const { visitor } = await signedIn('helper')
    for (let times = 0; times < 29; times++) {
      timeTravel('25 minutes')
      await visitor.visit('/books')
    }
    timeTravel('25 minutes')
    const page = await visitor.visit('/books')
    assert.lengthOf(page.$('.signed-in'), 0)
  })

  test('without a role it lasts as long as the session', async ({ assert }) => {
    const { visitor } = await signedIn('none')
    timeTravel('13 days')
    assert.notEqual(await nameIn(visitor), '')
    timeTravel('13 days')
    assert.notEqual(await nameIn(visitor), '')

    timeTravel('15 days')
    assert.equal(await nameIn(visitor), '')
    await signedIn('helper')
    assert.lengthOf(await SignIn.all(), 1)
  })

  test('a visitor who never signed in costs the tables of members no question', async ({
    assert,
    cleanup,
  }) => {
    const asked: string[] = []
    const listen = ({ sql }: { sql: string }) =>
      void (/members|sign_ins/.test(sql) && asked.push(sql))
    const { knex } = Object(db.connection().getWriteClient())
    const client = knex ?? db.connection().getWriteClient()
    client.on('query', listen)
    cleanup(() => void client.removeListener('query', listen))
    await new Visitor().visit('/books')
    assert.deepEqual(asked, [])
    const { visitor } = await signedIn('none')
    await visitor.visit('/books')
    assert.isAbove(asked.length, 0)
  })

  test('a card that reads like somebody’s e-mail address opens nothing of theirs', async ({
    assert,
  }) => {
    const admin = await addMember('Odo', { role: 'admin', email: 'odo@anarres.example' })
    await addMember('Evil', { card: 'odo@anarres.example' })
    const visitor = new Visitor()
    const page = await visitor.submit('/sign-in', {
      name: 'odo@anarres.example',
      password: PASSWORD,
    })
    assert.include(page.text('main'), admin.name)
  })
})
