import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import { LanguageFactory } from '#database/factories/language_factory'
import Book from '#models/book'
import type { CopyStatus } from '#models/book_instance'
import { transaction } from '#sql/transaction'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

test.group('Books | one book', (group) => {
  group.each.setup(emptyLibrary)

  test('shows what the catalogue knows of the book', async ({ assert }) => {
    await LanguageFactory.merge({ code: 'ja', name: 'Japanese' }).create()
    const author = await AuthorFactory.merge({ name: '川端康成' }).create()
    const genre = await GenreFactory.merge({ name: 'Novel' }).create()
    const book = await listBook('雪国', {
      by: [author],
      summary: 'A train comes out of a long tunnel.',
      isbn: '9784101001012',
      languageCode: 'ja',
      publisher: '新潮社',
      year: 2006,
    })
    await book.related('genres').attach([genre.id])

    const page = await new Visitor().visit(`/books/${book.id}`)
    assert.equal(page.text('h1'), '雪国')
    assert.equal(page.$('h1').attr('lang'), 'ja')
    assert.equal(page.$('h1').attr('dir'), 'auto')
    assert.equal(page.$('.authors a').attr('href'), `/authors/${author.id}`)
    assert.equal(page.text('.authors'), '川端康成')
    assert.include(page.text('.summary'), 'A train comes out of a long tunnel.')
    const facts = page
      .$('.facts > div')
      .map((_, fact) => [[page.$(fact).find('dt').text(), page.$(fact).find('dd').text().trim()]])
    assert.deepEqual(facts.get(), [
      ['Genres', 'Novel'],
      ['Language', 'Japanese'],
      ['Publisher', '新潮社'],
      ['Year', '2006'],
      ['ISBN', '978-4-10-100101-2'],
    ])
    assert.equal(page.text('title'), '雪国 by 川端康成 · Local Library')
    assert.match(page.$('link[rel=canonical]').attr('href')!, new RegExp(`/books/${book.id}$`))
    assert.equal(
      page.$('meta[name=description]').attr('content'),
      'A train comes out of a long tunnel.'
    )
  })

  test('of 1,100 genres and as many authors has a page, which says how many more there are', async ({
    assert,
  }) => {
    const book = await listBook('The Omnibus')
    const other = await listBook('The Sequel')
    const numbers = Array.from({ length: 1_100 }, (_, index) => String(index + 1_000))
    const name = async (trx: QueryClientContract) => {
      for (const [table, keys] of Object.entries({ genre: {}, author: { sort: true } })) {
        const rows = numbers.map((number) => ({
          name: `Kind ${number}`,
          name_key: `kind ${number}`,
          ...('sort' in keys && {
            ...{ sort_name: `Kind ${number}`, sort_key: `kind ${number}` },
            ...{ created_at: '2026-01-01 00:00:00', updated_at: '2026-01-01 00:00:00' },
          }),
        }))
        for (let from = 0; from < rows.length; from += 100) {
          await trx
            .insertQuery()
            .table(`${table}s`)
            .multiInsert(rows.slice(from, from + 100))
        }
        await trx.rawQuery(
          `insert into book_${table}s (book_id, ${table}_id) select ?, id from ${table}s`,
          [book.id]
        )
        await trx.rawQuery(
          `insert into book_${table}s (book_id, ${table}_id) select ?, max(id) from ${table}s`,
          [other.id]
        )
      }
    }
    await transaction(db.connection(), name)

    const page = await new Visitor().visit(`/books/${book.id}`)
    assert.equal(page.status, 200)
    assert.equal(page.text('h1'), 'The Omnibus')
    assert.include(page.text('title'), 'Kind 1002 and 1097 others')
    assert.lengthOf(page.$('.facts .inline-list a'), 50)
    assert.lengthOf(page.$('.authors a'), 100)
    assert.include(page.text('.facts'), 'and 1,050 more')
    assert.include(page.text('.authors'), 'and 1,000 more')
    for (const path of [`/books/${other.id}`, '/books']) {
      const { status } = await new Visitor().visit(path)
      assert.equal(status, 200, path)
    }
  })

  test('of an endless title is listed and shown with its beginning, and keeps it', async ({
    assert,
  }) => {
    const title = 'Of many words '.repeat(250)
    const book = await listBook(title, { year: 1990 })
    for (const path of [`/books/${book.id}`, '/books', '/', '/books?q=words', '/feed.xml']) {
      const { status, body } = await new Visitor().visit(path)
      assert.equal(status, 200, path)
      assert.include(body, 'Of many words Of many words', path)
      assert.isBelow(body.length, 60_000, path)
    }

    const found = await Book.findOrFail(book.id)
    await found.merge({ year: 1991 }).save()
    const row = await db.from('books').where('id', book.id).firstOrFail()
    assert.include(row, { title, year: 1991 })
  })

  test('shows every copy with imprint, status and when it is due back', async ({ assert }) => {
    const book = await listBook('Dune')
    const today = DateTime.now()
    const copies = await BookInstanceFactory.merge([
      { bookId: book.id, imprint: 'Shelf', status: 'available' },
      { bookId: book.id, imprint: 'Out', status: 'on_loan', dueBack: today.plus({ days: 3 }) },
      { bookId: book.id, imprint: 'Late', status: 'on_loan', dueBack: today.minus({ days: 1 }) },
      { bookId: book.id, imprint: 'Today', status: 'on_loan', dueBack: today },
      { bookId: book.id, imprint: 'Kept', status: 'reserved' },
      { bookId: book.id, imprint: null, status: 'maintenance' },
    ]).createMany(6)

    const page = await new Visitor().visit(`/books/${book.id}`)
    const row = (number: number) =>
      page.text(`tbody tr:has(a[href="/copies/${copies[number].id}"])`)
    assert.equal(page.text('caption'), '6 copies, 1 available')
    assert.match(row(0), /^Shelf Code \d+ Available –$/)
    assert.match(
      row(1),
      new RegExp(`^Out Code \\d+ On loan ${today.plus({ days: 3 }).toFormat('d LLL yyyy')}$`)
    )
    assert.match(row(2), /^Late .* overdue$/)
    assert.notInclude(row(3), 'overdue')
    assert.match(row(4), /^Kept Code \d+ Reserved –$/)
    assert.match(row(5), /^Publisher not known Code \d+ In maintenance –$/)
    assert.match(page.text('tbody tr:first-child'), /^Late/)
    const shapes = page.$('.status path').map((_, path) => page.$(path).attr('d'))
    assert.equal(new Set(shapes.get()).size, 4)
  })

  test('says of which series it is which volume, and leads to the others', async ({ assert }) => {
    const series = 'The "Earthsea" Cycle'
    const tehanu = await listBook('Tehanu', { series, volume: '4' })
    await listBook('The Tombs of Atuan', { series, volume: '2' })
    await listBook('Earthsea, and another cycle')
    const visitor = new Visitor()
    const page = await visitor.visit(`/books/${tehanu.id}`)
    assert.equal(page.text('.record .book-series'), `Volume 4 of ${series}`)
    const others = await visitor.visit(page.$('.record .book-series a').attr('href')!)
    const titles = others.$('.book-list .book-title').map((_, title) => others.$(title).text())
    assert.sameMembers(titles.get(), ['Tehanu', 'The Tombs of Atuan'])
  })

  test('says what it knows of a series or a volume alone: {words}')
    .with([
      { series: 'Hainish Cycle', volume: null, words: 'Series: Hainish Cycle' },
      { series: null, volume: '3', words: 'Volume 3' },
      { series: null, volume: null, words: '' },
    ])
    .run(async ({ assert }, { words, ...facts }) => {
      const book = await listBook('Rocannon', facts)
      const page = await new Visitor().visit(`/books/${book.id}`)
      assert.equal(page.text('.record .book-series'), words)
    })

  test('says in words when it can be had: {words}')
    .with([
      { words: 'Available', copies: [{ status: 'available' }] },
      {
        words: '1 of 2 copies available',
        copies: [{ status: 'available' }, { status: 'reserved' }],
      },
      { words: 'Not available now', copies: [{ status: 'reserved' }] },
      {
        words: 'On loan, due back DAY',
        day: 2,
        copies: [
          { status: 'on_loan', days: 9 },
          { status: 'on_loan', days: 2 },
        ],
      },
      { words: 'On loan, due back DAY', day: 0, copies: [{ status: 'on_loan', days: 0 }] },
      { words: 'On loan, was due back DAY', day: -1, copies: [{ status: 'on_loan', days: -1 }] },
    ] as { words: string; day?: number; copies: { status: CopyStatus; days?: number }[] }[])
    .run(async ({ assert }, { words, day = 0, copies }) => {
      const book = await listBook('Dune')
      for (const { status, days } of copies) {
        const dueBack = days === undefined ? null : DateTime.now().plus({ days })
        await BookInstanceFactory.merge({ bookId: book.id, status, dueBack }).create()
      }
      const visitor = new Visitor()
      const page = await visitor.visit(`/books/${book.id}`)
      const due = DateTime.now().plus({ days: day }).setLocale('en-GB').toFormat('d LLL')
      const told = words.replace('DAY', due)
      assert.equal(page.text('.record header .book-facts'), told)
      const list = await visitor.visit('/books')
      assert.equal(list.text('.book-list .status'), told)
    })

  test('says where the copies stand that are free', async ({ assert }) => {
    const book = await listBook('Dune')
    const copy = (shelfPlace: string | null, status: 'available' | 'reserved' = 'available') =>
      BookInstanceFactory.merge({ bookId: book.id, shelfPlace, status }).create()
    const visitor = new Visitor()
    const where = async () => {
      const page = await visitor.visit(`/books/${book.id}`)
      return page.text('.record header .book-facts')
    }

    await copy('Cellar', 'reserved')
    assert.notInclude(await where(), 'On the shelf at')
    await copy('SF HER')
    await copy('SF HER')
    await copy(null)
    assert.equal(await where(), '3 of 4 copies available On the shelf at SF HER')
    for (const place of ['B', 'C', 'D']) await copy(place)
    assert.match(await where(), /On the shelf at (\w[\w ]*, ){2}\w[\w ]* and elsewhere$/)
  })

  test('a book without copies, authors or anything else is still a page', async ({ assert }) => {
    const book = await listBook('Beowulf', { summary: null, publisher: null, year: null })
    const page = await new Visitor().visit(`/books/${book.id}`)
    assert.equal(page.status, 200)
    assert.include(page.text('main'), 'The library has no copy of this book yet.')
    assert.equal(page.$('table, .authors, .summary, .facts dt').length, 0)
    assert.equal(page.text('title'), 'Beowulf · Local Library')
  })

  test('not found: {$self}')
    .with([
      '/books/999999',
      '/books/0',
      '/books/01',
      '/books/-1',
      '/books/abc',
      '/books/1234567890',
      '/books/1.5',
    ])
    .run(async ({ assert }, address) => {
      const page = await new Visitor().visit(address)
      assert.equal(page.status, 404)
      assert.equal(page.text('h1'), 'This page is not on our shelves')
    })
})
