import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

test.group('Home | what the library holds', (group) => {
  group.each.setup(emptyLibrary)

  test('shows how many books, copies, copies available and authors there are', async ({
    assert,
  }) => {
    const author = await AuthorFactory.create()
    const dune = await listBook('Dune', { by: [author], copies: 2 })
    await listBook('Dune Messiah', { by: [author] })
    await BookInstanceFactory.merge({ bookId: dune.id }).apply('onLoan').create()

    const { $ } = await new Visitor().visit('/')
    const holdings = $('.holdings > div').map((_, row) => [
      [$(row).find('dt').text(), $(row).find('dd').text()],
    ])
    assert.deepEqual(holdings.get(), [
      ['Books', '2'],
      ['Copies', '3'],
      ['Copies available', '2'],
      ['Authors', '1'],
    ])
  })

  test('shows the six books that came last, the newest first', async ({ assert }) => {
    const start = DateTime.fromISO('2026-01-01')
    for (const day of [3, 1, 7, 2, 6, 4, 5]) {
      await listBook(`Day ${day}`, { createdAt: start.plus({ days: day }) })
    }

    const { $ } = await new Visitor().visit('/')
    const titles = $('.shelf .book-title').map((_, link) => $(link).text())
    assert.deepEqual(titles.get(), ['Day 7', 'Day 6', 'Day 5', 'Day 4', 'Day 3', 'Day 2'])
  })

  test('shows the genres in order, each with its number of books', async ({ assert }) => {
    const [poetry, crime] = await GenreFactory.merge([
      { name: 'Poetry' },
      { name: 'Crime' },
    ]).createMany(2)
    for (const title of ['Gaudy Night', 'Whose Body?']) {
      const book = await listBook(title)
      await book.related('genres').attach([crime.id])
    }

    const page = await new Visitor().visit('/')
    assert.equal(page.text('.genre-list'), 'Crime 2 books Poetry 0 books')
    assert.equal(page.$('.genre-list a').last().attr('href'), `/genres/${poetry.id}`)
  })

  test('offers the search first, and says so when the shelves are empty', async ({ assert }) => {
    const { $, text } = await new Visitor().visit('/')
    assert.equal($('main form').attr('action'), '/books')
    assert.equal($('main form label[for=q]').length, 1)
    assert.include(text(), 'There are no books yet. New books will appear here.')
    assert.notInclude(text(), 'Genres 0')
  })
})
