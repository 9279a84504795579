import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { AuthorFactory } from '#database/factories/author_factory'
import Notice from '#models/notice'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { overwriteSessions, sessionRows } from '#tests/helpers/session_rows'
import { type Page, Visitor } from '#tests/helpers/visitor'

const LOOKED_AT = '#books .memories a'

function lookedAt({ $ }: Page) {
  return $(LOOKED_AT)
    .map((_, link) => $(link).text())
    .get()
}

/** Sends the form whose button has these words, as the page has it. */
function press(visitor: Visitor, { $ }: Page, words: string) {
  const form = $('button')
    .filter((_, button) => $(button).text().replace(/\s+/g, ' ').trim() === words)
    .first()
    .closest('form')
  const fields = form
    .find('input')
    .map((_, input) => [[$(input).attr('name')!, $(input).attr('value') ?? '']])
    .get()
  return visitor.submit(form.attr('action')!, Object.fromEntries(fields))
}

test.group('Your visit', (group) => {
  group.each.setup(emptyLibrary)

  test('says in plain words what is remembered, since when and until when', async ({ assert }) => {
    const emma = await listBook('Emma')
    const visitor = new Visitor()
    await visitor.visit('/')
    await visitor.visit('/')
    await visitor.visit(`/books/${emma.id}`)
    await visitor.submit(`/reading-list/${emma.id}`, {})
    await visitor.submit('/preferences?_method=PATCH', { theme: 'dark' })

    const page = await visitor.visit('/visit')
    assert.lengthOf(page.$('main table'), 1)
    assert.lengthOf(page.$('table.memory > tbody > tr:is(#visits, #list, #books, #searches)'), 4)
    const day = (date: DateTime) => date.setLocale('en-GB').toFormat('d LLL yyyy')
    assert.include(page.text('.facts'), `Since${day(DateTime.now())}`)
    assert.include(page.text('.facts'), `Until${day(DateTime.now().plus({ days: 14 }))}`)
    assert.include(page.text('main'), 'You have been on the home page 2 times')
    assert.equal(page.text('#list a'), '1 book')
    assert.deepEqual(lookedAt(page), ['Emma'])
    assert.include(page.text('#preferences'), 'Colours: Dark')
    assert.notInclude(page.text('#preferences'), 'Text size')
    assert.notInclude(page.text('main'), 'testCookie')
  })

  test('says so where nothing is remembered, and keeps it that way', async ({ assert }) => {
    const page = await new Visitor().visit('/visit')
    assert.include(page.text('main'), 'The library remembers nothing about this browser.')
    assert.notInclude(page.text('main'), 'cookies')
    assert.equal(page.$('main form').length, 0)
    assert.isEmpty(await sessionRows())
  })

  test('tells a visitor whose browser keeps no cookies', async ({ assert }) => {
    const visitor = new Visitor()
    visitor.cookies.setCookie = async () => undefined
    await visitor.visit('/')
    const page = await visitor.visit('/visit')
    assert.equal(page.status, 200)
    assert.include(page.text('main'), 'Your browser does not accept cookies from this site')
    assert.equal(page.$('main a[href="/visit"]').text(), 'look again')
  })

  test('a crawler is neither sent round nor told of its cookies', async ({ assert }) => {
    const page = await new Visitor().visit('/visit', {
      headers: { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' },
      redirect: 'manual',
    })
    assert.equal(page.status, 200)
    assert.notInclude(page.text('main'), 'cookies')
  })

  test('forgets one thing and keeps the others', async ({ assert }) => {
    const [emma, dune] = [await listBook('Emma'), await listBook('Dune')]
    const visitor = new Visitor()
    await visitor.visit('/')
    await visitor.visit(`/books/${emma.id}`)
    await visitor.visit(`/books/${dune.id}`)
    await visitor.submit('/preferences?_method=PATCH', { theme: 'dark', text: 'large' })

    let page = await press(visitor, await visitor.visit('/visit'), 'Forget: Emma')
    assert.deepEqual(lookedAt(page), ['Dune'])
    page = await press(visitor, page, 'Forget: Colours')
    assert.notInclude(page.text('main'), 'Colours: Dark')
    assert.include(page.text('main'), 'Text size: Large')
    page = await press(visitor, page, 'Forget my visits')
    assert.notInclude(page.text('main'), 'You have been on the home page')
    assert.deepEqual(lookedAt(page), ['Dune'])
    page = await press(visitor, page, 'Forget all of these')
    page = await press(visitor, page, 'Forget all preferences')
    assert.include(page.text('main'), 'The library remembers nothing about this browser.')

    const home = await visitor.visit('/')
    assert.include(home.text(), 'You have visited this page 0 times.')
  })

  test('forgets everything at once, also in the database', async ({ assert }) => {
    const emma = await listBook('Emma')
    const visitor = new Visitor()
    await visitor.visit('/')
    await visitor.submit(`/reading-list/${emma.id}`, {})

    const visit = await visitor.visit('/visit')
    const { action } = visit.$('.confirm form').get(0)!.attribs
    const answer = await visitor.submit(action, {}, { redirect: 'manual' })
    assert.equal(answer.headers.get('location'), '/visit/ended')
    // and once more, as when it is loaded again
    for (let times = 0; times < 2; times++) {
      const page = await visitor.visit('/visit/ended', { redirect: 'manual' })
      assert.equal(page.text('h1'), 'Everything is forgotten')
    }
    assert.isEmpty(await sessionRows())
    const home = await visitor.visit('/')
    assert.include(home.text(), 'You have visited this page 0 times.')
    assert.equal(home.text('#reading-list-size'), '0')
  })

  test('downloads all that is remembered as a file that a person can read, with nothing left out', async ({
    assert,
    cleanup,
  }) => {
    const austen = await AuthorFactory.merge({ name: 'Jane Austen' }).create()
    const [emma, dune] = [await listBook('Emma', { by: [austen] }), await listBook('Dune')]
    const notice = await Notice.putUp('Closed on Monday')
    cleanup(() => Notice.takeDown())
    const visitor = new Visitor()
    await visitor.visit('/')
    await visitor.visit(`/books/${emma.id}`)
    await visitor.visit(`/books/${dune.id}`)
    await visitor.visit('/books?q=emma')
    await visitor.submit(`/reading-list/${dune.id}`, {})
    await visitor.submit(`/reading-list/${emma.id}`, {})
    await visitor.submit('/preferences?_method=PATCH', { theme: 'dark' })
    await visitor.submit('/acknowledgements', { notice: notice.version })

    const file = await visitor.visit('/visit/download')
    assert.equal(file.headers.get('content-type'), 'application/json; charset=utf-8')
    assert.include(file.headers.get('content-disposition')!, 'your-visit.json')
    assert.include(file.body, '\n  "visits": {\n')
    const visit = JSON.parse(file.body)
    const titles = (books: { title: string }[]) => books.map(({ title }) => title)
    assert.deepEqual(titles(visit.reading_list.books), ['Dune', 'Emma'])
    assert.deepEqual(titles(visit.books_looked_at.books), ['Dune', 'Emma'])
    assert.include(visit.reading_list.books[1], { by: 'Jane Austen' })
    assert.match(visit.reading_list.books[1].address, new RegExp(`^http.*/books/${emma.id}$`))
    assert.deepEqual(visit.preferences.chosen, { Colours: 'Dark' })
    assert.equal(visit.notices.read[0].text, 'Closed on Monday')
    assert.equal(visit.searches.searches[0].words, 'emma')
    // The notice was put away on the home page
    assert.equal(visit.visits.times, 2)

    const times = [
      ...[visit.written, visit.began, visit.visits.last, visit.books_looked_at.books[0].opened],
      ...[visit.searches.searches[0].made, visit.notices.read[0].read],
    ]
    for (const time of times) {
      assert.match(time, /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/)
      assert.approximately(DateTime.fromISO(time).diffNow().as('minutes'), 0, 1)
    }
    assert.approximately(DateTime.fromISO(visit.until).diffNow().as('days'), 14, 0.01)
    for (const part of Object.values(visit).filter((value) => typeof value === 'object')) {
      assert.match((part as { about: string }).about, /^[A-Z].*\.$/)
    }

    const [{ data }] = await sessionRows()
    assert.deepEqual(visit.as_kept.values, JSON.parse(data).values)
  })

  test('a file of nothing says so', async ({ assert }) => {
    const file = await new Visitor().visit('/visit/download')
    const visit = JSON.parse(file.body)
    assert.include(visit, { began: null, until: null })
    assert.deepEqual(visit.reading_list.books, [])
    assert.deepEqual(visit.as_kept.values, {})
  })

  test('a kind that does not exist is not found')
    .with(['everything', 'constructor', '__proto__'])
    .run(async ({ assert }, kind) => {
      const page = await new Visitor().submit(`/visit/${kind}?_method=DELETE`, {})
      assert.equal(page.status, 404)
    })

  test('a form from another site changes nothing, and gets a clear page', async ({ assert }) => {
    const emma = await listBook('Emma')
    const visitor = new Visitor()
    await visitor.visit('/')
    for (const [path, headers] of [
      ['/visit?_method=DELETE', { origin: 'https://example.com' }],
      ['/visit?_method=DELETE', { 'sec-fetch-site': 'cross-site' }],
      [`/reading-list/${emma.id}`, { origin: 'null' }],
      ['/preferences?_method=PATCH', { origin: 'https://example.com' }],
    ] as [string, Record<string, string>][]) {
      const page = await visitor.submit(path, { theme: 'dark' }, { headers })
      assert.equal(page.status, 403)
      assert.equal(page.text('h1'), 'This form was not accepted')
      assert.include(page.text('main'), 'Nothing was changed.')
    }
    const home = await visitor.visit('/')
    assert.include(home.text(), 'You have visited this page 1 time.')
    assert.equal(home.text('#reading-list-size'), '0')
  })

  test('HTML in what is remembered is text', async ({ assert }) => {
    const script = '<script>alert(1)</script>'
    const visitor = new Visitor()
    await visitor.visit('/')
    const values = {
      visits: 1,
      recent_searches: [script],
      [script]: script,
      preferences: { theme: script, text: 'large' },
    }
    await overwriteSessions({ data: JSON.stringify({ values }) })

    const page = await visitor.visit('/visit')
    assert.equal(page.$('main script').length, 0)
    assert.equal(page.text('#searches a'), script)
    assert.include(page.text('.other'), script)
    assert.equal(page.$('html').attr('data-theme'), 'auto')
    const after = await press(visitor, page, `Forget: ${script}`)
    assert.equal(after.$('#searches a').length, 0)
    assert.include(after.text('#searches'), 'None.')
  })
})

test.group('Your visit | searches', (group) => {
  group.each.setup(emptyLibrary)

  test('are shown, and can be switched off', async ({ assert }) => {
    await listBook('Emma')
    const visitor = new Visitor()
    await visitor.visit('/books?q=emma')
    await visitor.visit('/books?q=dune')

    const page = await visitor.visit('/visit')
    assert.equal(page.text('#searches a'), 'duneemma')
    assert.equal(page.$('.other').length, 0)
    const one = await press(visitor, page, 'Forget: dune')
    assert.equal(one.text('#searches a'), 'emma')

    await press(visitor, one, 'Stop remembering searches')
    await visitor.visit('/books?q=emma')
    const off = await visitor.visit('/visit')
    assert.include(off.text('#searches'), 'Switched off')
    assert.equal(off.$('#searches a').length, 0)
  })
})

test.group('Your visit | books looked at', (group) => {
  group.each.setup(emptyLibrary)

  test('are at most twenty, the latest first, each once', async ({ assert }) => {
    const visitor = new Visitor()
    const books = []
    for (let number = 1; number <= 22; number++) books.push(await listBook(`Book ${number}`))
    for (const book of books) await visitor.visit(`/books/${book.id}`)
    await visitor.visit(`/books/${books[9].id}`)

    const titles = lookedAt(await visitor.visit('/visit'))
    assert.lengthOf(titles, 20)
    assert.deepEqual(titles.slice(0, 3), ['Book 10', 'Book 22', 'Book 21'])
    assert.equal(titles.filter((title) => title === 'Book 10').length, 1)
    assert.notInclude(titles, 'Book 2')
  })

  test('are not taken down while that is paused', async ({ assert }) => {
    const [emma, dune] = [await listBook('Emma'), await listBook('Dune')]
    const visitor = new Visitor()
    await visitor.visit(`/books/${emma.id}`)
    const paused = await press(visitor, await visitor.visit('/visit'), 'Stop remembering books')
    assert.include(paused.text('main'), 'Switched off')
    await visitor.visit(`/books/${dune.id}`)
    assert.deepEqual(lookedAt(await visitor.visit('/visit')), ['Emma'])

    await press(visitor, await visitor.visit('/visit'), 'Remember books again')
    await visitor.visit(`/books/${dune.id}`)
    assert.deepEqual(lookedAt(await visitor.visit('/visit')), ['Dune', 'Emma'])
  })

  test('a book that is not there is not taken down', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.visit('/books/999')
    assert.isEmpty(await sessionRows())
  })
})
