import { test } from '@japa/runner'
import { signedUrlFor } from '@adonisjs/core/services/url_builder'
import { BookFactory } from '#database/factories/book_factory'
import Book from '#models/book'
import { LARGEST_LIST } from '#visitor/reading_list'
import { toSharedAddress } from '#visitor/list_link'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { overwriteSessions } from '#tests/helpers/session_rows'
import { Visitor } from '#tests/helpers/visitor'

test.group('A reading list for another device', (group) => {
  group.each.setup(emptyLibrary)

  test('its link shows the books first, and adds them when it is told to', async ({ assert }) => {
    const [emma, dune] = [await listBook('Emma'), await listBook('Dune')]
    const [desk, phone] = [new Visitor(), new Visitor()]
    await desk.submit(`/reading-list/${emma.id}`, {})
    await desk.submit(`/reading-list/${dune.id}`, {})
    await phone.submit(`/reading-list/${dune.id}`, {})
    const list = await desk.visit('/reading-list')
    const link = new URL(list.$('#shared-address').val() as string)
    assert.equal(link.origin, 'http://localhost:3333')

    const shown = await phone.visit(link.pathname + link.search)
    assert.include(shown.text('main'), '2 books. Nothing is added to your own list until')
    assert.include(shown.text('.book-list'), 'Emma')
    const before = await phone.visit('/reading-list')
    assert.notInclude(before.text('main'), 'Emma')

    const merged = await phone.submit(shown.$('main form').first().attr('action')!, {})
    assert.equal(merged.text('.message'), '1 book was added to your reading list.')
    assert.match(merged.text('.reading-list'), /Dune.*Emma/)
  })

  test('a link with {what} opens nothing')
    .with([
      { what: 'other books', forge: (url: string) => url.replace('books=', 'books=1.') },
      { what: 'another signature', forge: (url: string) => `${url}A` },
      { what: 'no signature', forge: (url: string) => url.replace(/&signature=.*/, '') },
      { what: 'more in it', forge: (url: string) => `${url}&more=1` },
      {
        what: 'a signature for something else',
        forge: () => signedUrlFor('shared_lists.show', undefined, { qs: { books: '1' } }),
      },
      {
        what: 'a signature of another site',
        forge: (url: string) => url.replace(/\.[\w-]+$/, `.${'A'.repeat(43)}`),
      },
    ])
    .run(async ({ assert }, { forge }) => {
      const emma = await listBook('Emma')
      const address = forge(toSharedAddress([emma.id]))
      const visitor = new Visitor()
      for (const page of [await visitor.visit(address), await visitor.submit(address, {})]) {
        assert.equal(page.status, 403)
        assert.equal(page.text('h1'), 'This link does not open a reading list')
        assert.notInclude(page.text('main'), 'Emma')
      }
      const list = await visitor.visit('/reading-list')
      assert.include(list.text('main'), 'Your reading list is empty.')
    })

  test('a link that is too old says so', async ({ assert }) => {
    const emma = await listBook('Emma')
    const address = signedUrlFor('shared_lists.show', undefined, {
      qs: { books: emma.id.toString(36) },
      expiresIn: -1,
      purpose: 'reading-list',
    })
    const page = await new Visitor().visit(address)
    assert.equal(page.status, 403)
    assert.equal(page.text('h1'), 'This link does not open a reading list')
    assert.include(
      page.text('main'),
      'It is more than 30 days old, or part of it is missing or changed.'
    )
  })

  test('a link whose books have all left the catalogue says so', async ({ assert }) => {
    const page = await new Visitor().visit(toSharedAddress([999]))
    assert.equal(page.status, 200)
    assert.include(page.text('main'), 'None of its books is in the catalogue any more.')
  })

  test('a list takes no more than its largest number, and says what found no room', async ({
    assert,
  }) => {
    await BookFactory.createMany(LARGEST_LIST + 2)
    const books = await Book.query().orderBy('id')
    const ids = books.map((book) => book.id)
    const visitor = new Visitor()
    await visitor.submit(toSharedAddress(ids.slice(0, LARGEST_LIST - 1)), {})
    const full = await visitor.submit(toSharedAddress(ids.slice(-3)), {})
    assert.equal(
      full.text('.message'),
      '1 book was added to your reading list. 2 were not added: a list holds at most 500 books.'
    )

    const refused = await visitor.submit(`/reading-list/${ids.at(-1)}`, {})
    assert.equal(
      refused.text('.message'),
      'Your reading list is full: it has room for 500 books. Nothing was changed.'
    )
    assert.equal(refused.text('#reading-list-size'), '500')
  })

  test('books that were added at the same time at the edge of a full list are all seen, and can be removed', async ({
    assert,
  }) => {
    await BookFactory.createMany(LARGEST_LIST + 39)
    const books = await Book.query().orderBy('id')
    const ids = books.map((book) => book.id)
    const visitor = new Visitor()
    await visitor.submit(toSharedAddress(ids.slice(0, LARGEST_LIST - 1)), {})

    const headers = { 'hx-request': 'true', 'hx-request-type': 'partial' }
    const answers = await Promise.all(
      ids.slice(-40).map(async (id) => {
        const { body } = await visitor.submit(`/reading-list/${id}`, {}, { headers })
        return { id, isKept: body.includes('is on your reading list.') }
      })
    )
    const kept = answers.filter(({ isKept }) => isKept).map(({ id }) => id)
    const size = LARGEST_LIST - 1 + kept.length
    assert.isAbove(size, LARGEST_LIST)

    const list = await visitor.visit('/reading-list')
    assert.equal(list.text('#reading-list-size'), String(size))
    assert.lengthOf(list.$('.reading-list > li'), size)
    for (const id of kept) assert.lengthOf(list.$(`.keep-${id}`), 1)
    const slip = await visitor.visit('/reading-list/slip')
    assert.lengthOf(slip.$('.slip-sheet cite'), size)
    const file = await visitor.visit('/reading-list/download/ris')
    assert.lengthOf(file.body.match(/^TY /gm)!, size)
    const shared = await visitor.visit(
      list.$('a:contains("See what the link shows")').attr('href')!
    )
    assert.include(shared.text('main'), `${size} books. Nothing is added`)

    for (const id of kept)
      await visitor.submit(`/reading-list/${id}?_method=DELETE`, {}, { headers })
    const shorter = await visitor.visit('/authors')
    assert.equal(shorter.text('#reading-list-size'), String(LARGEST_LIST - 1))
    const again = await visitor.submit(`/reading-list/${kept[0]}`, {}, { headers })
    assert.include(again.body, 'is on your reading list.')
    const full = await visitor.submit(`/reading-list/${kept[1]}`, {}, { headers })
    assert.include(full.body, 'is full: it has room for 500 books. Nothing was changed.')
  }).timeout(30_000)

  test('a session with 10,000 ids shows and counts them all', async ({ assert }) => {
    const emma = await listBook('Emma')
    const visitor = new Visitor()
    await visitor.submit(`/reading-list/${emma.id}`, {})
    const entries = Array.from({ length: 10_000 }, (_, index) => [
      emma.id + index,
      { place: index + 1 },
    ])
    const values = { reading_list: Object.fromEntries(entries) }
    await overwriteSessions({ data: JSON.stringify({ values }) })

    const home = await visitor.visit('/authors')
    assert.equal(home.text('#reading-list-size'), '10000')
    const list = await visitor.visit('/reading-list')
    assert.include(list.text('main'), '9,999 books of your list are no longer in the catalogue')
    assert.include(list.text('.reading-list'), 'Emma')
  })

  test('a link shows all its books, as far as a browser can send it', async ({ assert }) => {
    const emma = await listBook('Emma')
    const ids = Array.from({ length: 10_000 }, (_, index) => emma.id + index)
    const page = await new Visitor().visit(toSharedAddress(ids))
    assert.equal(page.status, 431)
    const smaller = await new Visitor().visit(toSharedAddress(ids.slice(0, 600)))
    assert.include(smaller.text('main'), '1 book. Nothing is added')
    assert.include(smaller.text('main'), '599 books of it are no longer in the catalogue.')
  })
})
