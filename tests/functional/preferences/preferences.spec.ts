import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import BookInstance from '#models/book_instance'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

const SAVE = '/preferences?_method=PATCH'

test.group('Preferences', (group) => {
  group.each.setup(emptyLibrary)

  test('colours and text size hold on every page, for that visitor', async ({ assert }) => {
    const visitor = new Visitor()
    const saved = await visitor.submit(SAVE, { theme: 'dark', text: 'larger' })
    assert.equal(saved.text('.message'), 'Your preferences are saved.')
    assert.equal(saved.$('#preference-theme [selected]').val(), 'dark')
    assert.equal(saved.$('#preference-layout [selected]').val(), 'list')
    for (const address of ['/', '/books', '/visit']) {
      const { $ } = await visitor.visit(address)
      assert.equal($('html').attr('data-theme'), 'dark')
      assert.equal($('html').attr('data-text'), 'larger')
    }
    const { $ } = await new Visitor().visit('/')
    assert.equal($('html').attr('data-theme'), 'auto')
    assert.equal($('html').attr('data-text'), 'normal')
  })

  test('what makes no sense is not saved', async ({ assert }) => {
    await new Visitor().submit(SAVE, {
      'theme': 'purple',
      'per_page': '1000000',
      'sort': 'constructor',
      'color': 'red',
      'text[a]': 'b',
    })
    const rows = await db.from('sessions')
    assert.notInclude(rows[0]?.data ?? '', 'preferences')
  })

  test('choosing what the site does anyway forgets the choice', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.submit(SAVE, { theme: 'dark' })
    await visitor.submit(SAVE, { theme: 'auto' })
    const page = await visitor.visit('/visit')
    assert.notInclude(page.text('main'), 'Colours')
  })

  test('the page on which they were saved stays', async ({ assert }) => {
    await listBook('Emma')
    const visitor = new Visitor()
    const referer = new URL('/books?sort=newest', visitor.origin).href
    const page = await visitor.submit(
      SAVE,
      { theme: 'dark' },
      {
        headers: { referer },
        redirect: 'manual',
      }
    )
    assert.equal(page.headers.get('location'), referer)
  })
})

test.group('Preferences | text size', (group) => {
  group.each.setup(emptyLibrary)

  test('is chosen at the foot of every page, which stays', async ({ assert }) => {
    const { id } = await listBook('Emma', { copies: 1 })
    const copy = await BookInstance.firstOrFail()
    for (const address of [
      ...['/', '/books?sort=newest', `/books/${id}`, '/authors', '/genres', '/copies'],
      ...[`/copies/${copy.id}`, '/visit', '/preferences', '/reading-list', '/reading-list/slip'],
      ...['/nowhere', '/books/999999', '/reading-list/shared'],
    ]) {
      const visitor = new Visitor()
      const page = await visitor.visit(address)
      const buttons = page.$('footer button[name=text]')
      const sizes = buttons.map((_, button) => page.$(button).text())
      assert.deepEqual(sizes.get(), ['Normal', 'Large', 'Larger'], address)

      const referer = new URL(address, visitor.origin).href
      const larger = { [buttons.last().attr('name')!]: buttons.last().attr('value')! }
      const action = buttons.closest('form').attr('action')!
      const answer = await visitor.submit(action, larger, {
        headers: { referer },
        redirect: 'manual',
      })
      assert.equal(answer.headers.get('location'), referer)
      const after = await visitor.visit(address)
      assert.equal(after.text('footer [aria-pressed=true]'), 'Larger', address)
    }
  })
})

test.group('Preferences | lists of books', (group) => {
  group.each.setup(emptyLibrary)

  async function shelve() {
    for (let number = 10; number < 35; number++) {
      await listBook(`Book ${number}`, { year: 2100 - number })
    }
  }

  test('how many are on a page holds on every list, unless the address says otherwise', async ({
    assert,
  }) => {
    await shelve()
    const visitor = new Visitor()
    await visitor.submit(SAVE, { per_page: '10' })
    const usual = await visitor.visit('/books')
    assert.equal(usual.$('.book-list > li').length, 10)
    assert.equal(usual.$('#per_page [selected]').val(), '10')

    const asked = await visitor.visit('/books?per_page=20')
    assert.equal(asked.$('.book-list > li').length, 20)
    const next = await visitor.visit(asked.$('[rel=next]').attr('href')!)
    assert.equal(next.$('.book-list > li').length, 5)
    const back = await visitor.visit('/books')
    assert.equal(back.$('.book-list > li').length, 10)
    const other = await new Visitor().visit('/books')
    assert.equal(other.$('.book-list > li').length, 20)
  })

  test('the order holds for all books, not for a search, and not against the address', async ({
    assert,
  }) => {
    await shelve()
    const visitor = new Visitor()
    await visitor.submit(SAVE, { sort: 'year', per_page: '10' })
    const first = async (address: string) => {
      const page = await visitor.visit(address)
      return page.$('.book-title').first().text()
    }
    assert.equal(await first('/books'), 'Book 10')
    assert.equal(await first('/books?sort=newest'), 'Book 34')
    const search = await visitor.visit('/books?q=book')
    assert.equal(search.$('#sort [selected]').val(), 'relevance')

    await visitor.submit(SAVE, { sort: 'newest' })
    const byTitle = await visitor.visit('/books?sort=title')
    assert.equal(await first(byTitle.$('[rel=next]').attr('href')!), 'Book 20')
  })

  test('list or grid is chosen by a link, and remembered when the visitor says so', async ({
    assert,
  }) => {
    await shelve()
    const visitor = new Visitor()
    const list = await visitor.visit('/books')
    assert.equal(list.$('.book-list.grid').length, 0)
    assert.notInclude(list.text('main'), 'from now on')

    const link = list.$('.view-options a').filter((_, a) => list.$(a).text() === 'Covers')
    const grid = await visitor.visit(link.attr('href')!)
    assert.equal(grid.$('.book-list.grid').length, 1)
    assert.equal(grid.text('.view-options [aria-current]'), 'Covers')
    const onwards = await visitor.visit(grid.$('[rel=next]').attr('href')!)
    assert.equal(onwards.$('.book-list.grid').length, 1)
    const still = await visitor.visit('/books')
    assert.equal(still.$('.book-list.grid').length, 0)

    const form = grid.$('.view-options form')
    assert.include(form.text(), 'Show lists like this from now on')
    const wishes = form
      .find('input')
      .map((_, input) => [[grid.$(input).attr('name')!, grid.$(input).val() as string]])
    await visitor.submit(form.attr('action')!, Object.fromEntries(wishes.get()))
    const remembered = await visitor.visit('/books')
    assert.equal(remembered.$('.book-list.grid').length, 1)
    const once = await visitor.visit('/books?layout=list')
    assert.equal(once.$('.book-list.grid').length, 0)
    const nonsense = await visitor.visit('/books?layout=circle')
    assert.equal(nonsense.$('.book-list.grid').length, 1)
  })
})

test.group('Preferences | language', (group) => {
  group.each.setup(emptyLibrary)

  test('is chosen at the foot of every page, seen in your visit, and forgotten there', async ({
    assert,
  }) => {
    for (const address of ['/', '/books', '/visit', '/nowhere']) {
      const visitor = new Visitor()
      const page = await visitor.visit(address)
      const choice = page.$('footer select[name=language]')
      assert.equal(choice.find('[lang=en]').text(), 'English', address)
      const saved = await visitor.submit(choice.closest('form').attr('action')!, { language: 'en' })
      assert.equal(saved.$('#preference-language [selected]').val(), 'en')

      const visit = await visitor.visit('/visit')
      assert.include(visit.text('#preferences'), 'Language: English')
      await visitor.submit('/visit/preferences?_method=DELETE', { entry: 'language' })
      const after = await visitor.visit(address)
      assert.lengthOf(after.$('footer select [selected]'), 0)
    }
  })

  test('holds against the one that the address asked for, and has to be spoken', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const referer = new URL('/books?sort=newest&lang=de', visitor.origin).href
    const send = (fields: Record<string, string>) =>
      visitor.submit(SAVE, fields, { headers: { referer }, redirect: 'manual' })
    const larger = await send({ text: 'large' })
    assert.match(larger.headers.get('location')!, /lang=de/)
    const english = await send({ language: 'en' })
    assert.notInclude(english.headers.get('location')!, 'lang')
    await send({ language: 'tlh' })
    const page = await visitor.visit('/preferences')
    assert.equal(page.$('#preference-language [selected]').val(), 'en')
  })
})
