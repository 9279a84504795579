import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { type Page, Visitor } from '#tests/helpers/visitor'

const imprints = ({ $ }: Page) =>
  $('tbody a[href^="/copies/"] > :first-child')
    .map((_, imprint) => $(imprint).text())
    .get()

test.group('Copies', (group) => {
  group.each.setup(async () => {
    await emptyLibrary()
    const book = await listBook('Dune')
    const today = DateTime.now()
    await BookInstanceFactory.merge([
      { bookId: book.id, imprint: 'On the shelf', status: 'available' },
      {
        bookId: book.id,
        imprint: 'Due later',
        status: 'on_loan',
        dueBack: today.plus({ days: 9 }),
      },
      { bookId: book.id, imprint: 'Due soon', status: 'on_loan', dueBack: today.plus({ days: 2 }) },
      { bookId: book.id, imprint: 'Overdue', status: 'on_loan', dueBack: today.minus({ days: 2 }) },
    ]).createMany(4)
  })

  test('lists all copies, what is due back soonest first', async ({ assert }) => {
    const page = await new Visitor().visit('/copies')
    assert.deepEqual(imprints(page), ['Overdue', 'Due soon', 'Due later', 'On the shelf'])
    assert.equal(page.text('caption'), '4 copies')
    assert.equal(page.$('tbody tr .overdue').length, 1)
    assert.include(page.text('tbody tr:first-child'), 'Dune')
    assert.equal(page.text('.tabs [aria-current=page]'), 'All')
  })

  test('tells copies apart by their codes, and lists those of a book as one counts', async ({
    assert,
  }) => {
    const book = await listBook('Emma')
    const codes = ['A-1', '10', '9']
    await BookInstanceFactory.merge(
      codes.map((code) => ({ bookId: book.id, code, status: 'reserved' as const }))
    ).createMany(3)
    for (const address of ['/copies?status=reserved', `/books/${book.id}`]) {
      const { $ } = await new Visitor().visit(address)
      const shown = $('.copy-number').map((_, code) => $(code).text())
      assert.deepEqual(shown.get(), ['Code 9', 'Code 10', 'Code A-1'])
    }
  })

  test('shows the copies of one status', async ({ assert }) => {
    const visitor = new Visitor()
    const onLoan = await visitor.visit('/copies?status=on_loan')
    assert.deepEqual(imprints(onLoan), ['Overdue', 'Due soon', 'Due later'])
    assert.equal(onLoan.text('.tabs [aria-current=page]'), 'On loan')

    const reserved = await visitor.visit('/copies?status=reserved')
    assert.equal(reserved.status, 200)
    assert.include(reserved.text('main'), 'No copy has this status.')
  })

  test('status {$self} shows all copies')
    .with(['gone', '', 'constructor', 'ON_LOAN'])
    .run(async ({ assert }, status) => {
      const page = await new Visitor().visit(`/copies?status=${status}`)
      assert.equal(page.status, 200)
      assert.equal(imprints(page).length, 4)
    })

  test('keeps the status from page to page', async ({ assert }) => {
    const book = await listBook('Emma', { copies: 25 })
    const visitor = new Visitor()
    const first = await visitor.visit('/copies?status=available')
    assert.equal(first.text('caption'), '26 copies, page 1 of 2')
    const second = await visitor.visit(first.$('a[rel=next]').attr('href')!)
    assert.equal(imprints(second).length, 6)
    assert.equal(second.$(`tbody a[href="/books/${book.id}"]`).length, 6)
    assert.equal(second.text('.tabs [aria-current=page]'), 'Available')
  })
})

test.group('Copies | one copy', (group) => {
  group.each.setup(emptyLibrary)

  test('shows the copy, its book and when it is due back', async ({ assert }) => {
    const author = await AuthorFactory.merge({ name: 'Frank Herbert' }).create()
    const book = await listBook('Dune', { by: [author] })
    const copy = await BookInstanceFactory.merge({ bookId: book.id, imprint: 'Ace, 1990' })
      .apply('overdue')
      .create()

    const visitor = new Visitor()
    const page = await visitor.visit(`/copies/${copy.id}`)
    assert.equal(page.text('h1'), 'Copy of Dune')
    assert.equal(page.$('.facts a').attr('href'), `/books/${book.id}`)
    const due = copy.dueBack!.toFormat('d LLL yyyy')
    for (const fact of [
      'Frank Herbert',
      'Ace, 1990',
      'On loan',
      `${due} overdue`,
      `Code${copy.code}`,
    ]) {
      assert.include(page.text('.facts'), fact)
    }
    const shouted = await visitor.visit(`/copies/${copy.id.toUpperCase()}`)
    assert.equal(shouted.text('h1'), 'Copy of Dune')
  })

  test('shows where the copy stands, and so do lists that have one with a place', async ({
    assert,
  }) => {
    const book = await listBook('Dune', { copies: 1 })
    const visitor = new Visitor()
    const bare = await visitor.visit('/copies')
    assert.notInclude(bare.text('thead'), 'Place')

    const copy = await BookInstanceFactory.merge({
      bookId: book.id,
      shelfPlace: 'SF <HER>',
    }).create()
    const page = await visitor.visit(`/copies/${copy.id}`)
    assert.include(page.text('.facts'), 'PlaceSF <HER>')
    for (const address of ['/copies', `/books/${book.id}`]) {
      const { $, text } = await visitor.visit(address)
      assert.include(text('thead'), 'Place')
      const cells = $('tbody tr').map((_, row) => $(row).find('td').eq(1).text().trim())
      assert.sameMembers(cells.get(), ['–', 'SF <HER>'])
    }
  })

  test('a copy on the shelf has no date', async ({ assert }) => {
    const book = await listBook('Dune')
    const copy = await BookInstanceFactory.merge({ bookId: book.id }).apply('available').create()
    const page = await new Visitor().visit(`/copies/${copy.id}`)
    assert.include(page.text('.facts'), 'Available')
    assert.notInclude(page.text('.facts'), 'Due back')
  })

  test('not found: {$self}')
    .with(['/copies/00000000-0000-4000-8000-000000000000', '/copies/1', '/copies/xyz'])
    .run(async ({ assert }, address) => {
      const page = await new Visitor().visit(address)
      assert.equal(page.status, 404)
    })
})
