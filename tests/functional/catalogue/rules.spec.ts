import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookFactory } from '#database/factories/book_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import Author from '#models/author'
import Book from '#models/book'
import { toMatchKey } from '#catalogue/headings'
import { emptyLibrary } from '#tests/helpers/library'

test.group('Catalogue | rules', (group) => {
  group.each.setup(emptyLibrary)

  test('keeps an author whom books still name, and says how many', async ({ assert }) => {
    const author = await AuthorFactory.merge({ name: 'Homer' }).create()
    const books = await BookFactory.createMany(2)
    for (const book of books) await book.setAuthors([author])

    await assert.rejects(
      () => author.delete(),
      '"Homer" cannot be deleted: 2 books of the catalogue still point to it.'
    )
    assert.exists(await Author.find(author.id))

    await books[0].setAuthors([])
    await assert.rejects(() => author.delete(), /1 book of the catalogue still points to it/)
    await books[1].setAuthors([])
    await author.delete()
    assert.notExists(await Author.find(author.id))
  })

  test('keeps a book that has copies, and a genre that has books', async ({ assert }) => {
    const book = await BookFactory.merge({ title: 'Emma' }).with('genres', 1).create()
    const copy = await BookInstanceFactory.merge({ bookId: book.id }).create()
    const genre = await book.related('genres').query().firstOrFail()

    await assert.rejects(() => book.delete(), /"Emma" cannot be deleted: 1 copy/)
    await assert.rejects(() => genre.delete(), /1 book of the catalogue still points to it/)

    await copy.delete()
    await book.delete()
    await genre.delete()
    assert.isEmpty(await Book.all())
  })

  test('names authors in the order given, also when it changes', async ({ assert }) => {
    const book = await BookFactory.create()
    const [first, second, third] = await AuthorFactory.createMany(3)

    await book.setAuthors([second, first, third])
    await book.load('authors')
    assert.deepEqual(
      book.authors.map(({ id }) => id),
      [second.id, first.id, third.id]
    )

    await book.setAuthors([third, second])
    await book.load('authors')
    assert.deepEqual(
      book.authors.map(({ id }) => id),
      [third.id, second.id]
    )
  })

  test('holds one author, genre and ISBN once, whatever the case', async ({ assert }) => {
    await AuthorFactory.merge({ name: 'J. K. Rowling' }).create()
    await GenreFactory.merge({ name: 'Poetry' }).create()
    await BookFactory.merge({ isbn: '9780441478125' }).create()

    await assert.rejects(() => AuthorFactory.merge({ name: 'j.k. rowling' }).create(), /UNIQUE/i)
    await assert.rejects(() => GenreFactory.merge({ name: 'POETRY' }).create(), /UNIQUE/i)
    await assert.rejects(() => BookFactory.merge({ isbn: '9780441478125' }).create(), /UNIQUE/i)
  })

  test('sorts and finds a renamed book by its new title, with its authors', async ({ assert }) => {
    const author = await AuthorFactory.merge({ name: 'Jane Austen' }).create()
    const book = await BookFactory.merge({
      title: 'First Impressions',
      languageCode: null,
    }).create()
    await book.setAuthors([author])

    await book.merge({ title: 'The Pride and Prejudice' }).save()

    const saved = await Book.findOrFail(book.id)
    assert.equal(saved.sortTitle, 'Pride and Prejudice')
    assert.equal(saved.matchKey, toMatchKey('The Pride and Prejudice', null, ['Jane Austen']))
  })

  test('keeps the sort title that somebody chose for a renamed book', async ({ assert }) => {
    const book = await BookFactory.merge({ title: '1984', sortTitle: 'Nineteen' }).create()
    await book.merge({ title: '1984: a novel' }).save()
    const saved = await Book.findOrFail(book.id)
    assert.equal(saved.sortTitle, 'Nineteen')
  })

  test('knows no status but the six, and a due date only on loan', async ({ assert }) => {
    const copy = await BookInstanceFactory.with('book', 1).create()
    assert.equal(copy.status, 'maintenance')

    const set = (column: string, value: string) =>
      db.from('book_instances').where('id', copy.id).update(column, value)
    await assert.rejects(() => set('status', 'gone'), /CHECK/i)
    await assert.rejects(() => set('due_back', '2026-12-01'), /CHECK/i)
  })
})
