import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import { LanguageFactory } from '#database/factories/language_factory'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { type Page, Visitor } from '#tests/helpers/visitor'

const titles = ({ $ }: Page) =>
  $('.book-list .book-title')
    .map((_, link) => $(link).text())
    .get()

test.group('Books | list', (group) => {
  group.each.setup(emptyLibrary)

  test('lists books by title without their articles, with authors and availability', async ({
    assert,
  }) => {
    const [pratchett, gaiman] = await AuthorFactory.merge([
      { name: 'Terry Pratchett' },
      { name: 'Neil Gaiman' },
    ]).createMany(2)
    await listBook('Mort', { by: [pratchett] })
    const omens = await listBook('The Good Omens', {
      by: [gaiman, pratchett],
      copies: 2,
      year: 1990,
    })
    await BookInstanceFactory.merge({ bookId: omens.id }).create()

    const page = await new Visitor().visit('/books')
    assert.deepEqual(titles(page), ['The Good Omens', 'Mort'])
    assert.equal(page.$('.book-title').first().attr('href'), `/books/${omens.id}`)
    assert.equal(
      page.text('.book-list > li:first-child'),
      'The Good Omens Neil Gaiman and Terry Pratchett 1990 2 of 3 copies available ' +
        'Add to reading list: The Good Omens'
    )
    assert.include(page.text('.book-list > li:last-child'), 'No copies')
    assert.equal(page.text('h1'), 'Books')
  })

  test('tells when the next copy is due, with the year where it is not this one', async ({
    assert,
  }) => {
    const now = DateTime.now().setLocale('en-GB')
    for (const [title, dueBack] of [
      ['Emma', now],
      ['Dune', now.plus({ years: 1 })],
      ['Mort', now.minus({ years: 1 })],
    ] as const) {
      const { id } = await listBook(title)
      await BookInstanceFactory.merge({ bookId: id, status: 'on_loan', dueBack }).create()
    }
    const page = await new Visitor().visit('/books')
    const facts = page.$('.book-list > li').map((_, row) => page.$(row).text().replace(/\s+/g, ' '))
    const [dune, emma, mort] = facts.get()
    const day = now.toFormat('d LLL')
    assert.include(dune, `On loan, due back ${now.plus({ years: 1 }).toFormat('d LLL yyyy')} `)
    assert.include(emma, `On loan, due back ${day} Add`)
    assert.include(mort, `On loan, was due back ${now.minus({ years: 1 }).toFormat('d LLL yyyy')} `)
  })

  test('an empty library says so', async ({ assert }) => {
    const page = await new Visitor().visit('/books')
    assert.include(page.text('main'), 'No books match.')
    assert.equal(page.$('.book-list').length, 0)
  })
})

test.group('Books | search', (group) => {
  group.each.setup(async () => {
    await emptyLibrary()
    const marquez = await AuthorFactory.merge({ name: 'Gabriel García Márquez' }).create()
    const bulgakov = await AuthorFactory.merge({ name: 'Михаил Булгаков' }).create()
    await listBook('Cien años de soledad', { by: [marquez] })
    await listBook('Мастер и Маргарита', { by: [bulgakov] })
    await listBook('雪国')
    await listBook('Save 100% of_it', { subtitle: 'or: the backslash \\ way' })
  })

  test('"{0}" finds {1}')
    .with([
      ['SOLEDAD', 'Cien años de soledad'],
      ['anos', 'Cien años de soledad'],
      ['garcia marquez', 'Cien años de soledad'],
      ['márquez años', 'Cien años de soledad'],
      ['МАСТЕР', 'Мастер и Маргарита'],
      ['булгаков', 'Мастер и Маргарита'],
      ['雪', '雪国'],
      ['backslash', 'Save 100% of_it'],
    ])
    .run(async ({ assert }, [words, title]) => {
      const page = await new Visitor().visit(`/books?q=${encodeURIComponent(words)}`)
      assert.deepEqual(titles(page), [title])
      assert.equal(page.$('#q').attr('value'), words)
    })

  test('"{$self}" finds nothing, and says so')
    .with(['zzz', '%', '_', '\\', '%%%', `' -- '`, '"', '*', '()'])
    .run(async ({ assert }, words) => {
      const page = await new Visitor().visit(`/books?q=${encodeURIComponent(words)}`)
      assert.equal(page.status, 200)
      assert.deepEqual(titles(page), [])
      assert.include(page.text('main'), 'No books match.')
    })

  test('a comma is part of what is searched for', async ({ assert }) => {
    const page = await new Visitor().visit('/books?q=García,+Gabriel')
    assert.equal(page.$('#q').attr('value'), 'García, Gabriel')
    assert.deepEqual(titles(page), ['Cien años de soledad'])
  })
})

test.group('Books | filters and order', (group) => {
  group.each.setup(emptyLibrary)

  test('shows the books of one author, genre or language, or those on the shelf', async ({
    assert,
  }) => {
    await LanguageFactory.merge({ code: 'fr', name: 'French' }).create()
    const camus = await AuthorFactory.merge({ name: 'Albert Camus' }).create()
    const essays = await GenreFactory.merge({ name: 'Essays' }).create()
    const byCamus = await listBook('La Chute', { by: [camus] })
    const essay = await listBook('Against Interpretation')
    await essay.related('genres').attach([essays.id])
    await listBook('Zazie', { languageCode: 'fr' })
    await listBook('Emma', { copies: 1 })
    await BookInstanceFactory.merge({ bookId: byCamus.id }).apply('onLoan').create()

    const visitor = new Visitor()
    for (const [query, title] of [
      [`author=${camus.id}`, 'La Chute'],
      [`genre=${essays.id}`, 'Against Interpretation'],
      ['language=fr', 'Zazie'],
      ['available=1', 'Emma'],
    ]) {
      assert.deepEqual(titles(await visitor.visit(`/books?${query}`)), [title], query)
    }
    const none = await visitor.visit(`/books?author=${camus.id}&available=1`)
    assert.deepEqual(titles(none), [])
    assert.equal(none.$('input[name=author]').attr('value'), String(camus.id))
    assert.deepEqual(
      none
        .$('.chosen a')
        .map((_, link) => [[none.$(link).text(), none.$(link).attr('href')]])
        .get(),
      [
        ['Available now ×: remove', `/books?author=${camus.id}`],
        ['Albert Camus ×: remove', '/books?available=1'],
      ]
    )
  })

  test('orders by {0}')
    .with([
      ['title', ['Alpha', 'Beta', 'Gamma']],
      ['author', ['Gamma', 'Alpha', 'Beta']],
      ['newest', ['Beta', 'Gamma', 'Alpha']],
      ['year', ['Gamma', 'Beta', 'Alpha']],
      ['nonsense', ['Alpha', 'Beta', 'Gamma']],
      ['constructor', ['Alpha', 'Beta', 'Gamma']],
    ] as [string, string[]][])
    .run(async ({ assert }, [sort, order]) => {
      const [adams, zola] = await AuthorFactory.merge([
        { name: 'Douglas Adams' },
        { name: 'Émile Zola' },
      ]).createMany(2)
      const day = DateTime.fromISO('2026-05-01')
      await listBook('Alpha', { by: [zola, adams], year: null, createdAt: day })
      await listBook('Beta', { year: 1950, createdAt: day.plus({ days: 2 }) })
      await listBook('Gamma', { by: [adams], year: 2001, createdAt: day.plus({ days: 1 }) })

      const page = await new Visitor().visit(`/books?sort=${sort}`)
      assert.deepEqual(titles(page), order)
    })
})

test.group('Books | pages', (group) => {
  group.each.setup(async () => {
    await emptyLibrary()
    for (let number = 10; number < 35; number++) {
      await listBook(`Volume ${number}`)
    }
  })

  test('pages follow each other without a gap or a repeat, and keep the search', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const first = await visitor.visit('/books?q=volume&per_page=10')
    assert.equal(first.$('[rel=prev]').length, 0)
    assert.equal(first.text('.tally'), '25 books, page 1 of 3')

    const second = await visitor.visit(first.$('a[rel=next]').attr('href')!)
    assert.equal(second.text('.pagination [aria-current=page]'), 'Page 2')
    assert.equal(second.$('#q').attr('value'), 'volume')

    const third = await visitor.visit(second.$('a[rel=next]').attr('href')!)
    assert.equal(third.$('a[rel=next]').length, 0)
    assert.deepEqual(
      [first, second, third].flatMap(titles),
      Array.from({ length: 25 }, (_, index) => `Volume ${index + 10}`)
    )
    assert.equal(third.$('a[rel=prev]').attr('href'), '/books?q=volume&per_page=10&page=2')
  })

  test('a page past the end leads to the last one', async ({ assert }) => {
    const past = await new Visitor().visit('/books?page=9999999', { redirect: 'manual' })
    assert.equal(past.status, 302)
    assert.equal(past.headers.get('location'), '/books?page=2')
  })

  test('{$self} shows the first page')
    .with([
      'page=-1',
      'page=0',
      'page=abc',
      'page[]=2',
      'page[a][b]=2',
      'per_page=abc',
      'per_page=-10',
      'sort[]=year',
      'q[a]=b',
      'genre=abc&language=xx&author=0&available=maybe',
      'genre=999999&author=999999',
      'page=%ff',
    ])
    .run(async ({ assert }, query) => {
      const page = await new Visitor().visit(`/books?${query}`)
      assert.equal(page.status, 200)
      assert.equal(titles(page).length, 20)
      assert.equal(titles(page)[0], 'Volume 10')
      assert.equal(page.$('link[rel=canonical]').attr('href')?.split('/').at(-1), 'books')
    })
})
