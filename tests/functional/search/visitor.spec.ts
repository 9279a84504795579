import { test } from '@japa/runner'
import { AuthorFactory } from '#database/factories/author_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import type Book from '#models/book'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

const searches = async (visitor: Visitor) => {
  const page = await visitor.visit('/books')
  return page
    .$('.recent .inline-list a')
    .map((_, link) => page.$(link).text())
    .get()
}

test.group('Search | recent searches', (group) => {
  group.each.setup(async () => {
    await emptyLibrary()
    await listBook('Walden')
  })

  test('are remembered, the last first, each once, and lead back', async ({ assert }) => {
    const visitor = new Visitor()
    assert.deepEqual(await searches(visitor), [])
    for (const text of ['walden', 'the pond', 'Walden']) {
      await visitor.visit(`/books?q=${encodeURIComponent(text)}`)
    }
    assert.deepEqual(await searches(visitor), ['Walden', 'the pond'])
    const page = await visitor.visit('/books')
    assert.equal(page.$('.recent .inline-list a').last().attr('href'), '/books?q=the%20pond')
    assert.deepEqual(await searches(new Visitor()), [])
  })

  test('only the last fifteen are kept', async ({ assert }) => {
    const visitor = new Visitor()
    for (let number = 1; number <= 17; number++) await visitor.visit(`/books?q=walden+${number}`)
    const kept = await searches(visitor)
    assert.lengthOf(kept, 15)
    assert.equal(kept[0], 'walden 17')
    assert.equal(kept.at(-1), 'walden 3')
  })

  test('can be forgotten', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.visit('/books?q=walden')
    const page = await visitor.submit('/searches?_method=DELETE', {})
    assert.equal(page.status, 200)
    assert.deepEqual(await searches(visitor), [])
    await visitor.visit('/books?q=pond')
    assert.deepEqual(await searches(visitor), ['pond'])
  })

  test('can be switched off, and on again', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.visit('/books?q=walden')
    const off = await visitor.submit('/searches?_method=PATCH', { keep: '0' })
    assert.include(off.text('.recent'), 'Your searches are not remembered.')
    await visitor.visit('/books?q=pond')
    assert.deepEqual(await searches(visitor), [])

    await visitor.submit('/searches?_method=PATCH', { keep: '1' })
    await visitor.visit('/books?q=lake')
    assert.deepEqual(await searches(visitor), ['lake'])
  })
})

test.group('Search | previous and next', (group) => {
  let books: Book[]

  group.each.setup(async () => {
    await emptyLibrary()
    books = []
    for (let number = 100; number < 230; number++) books.push(await listBook(`Volume ${number}`))
  })

  const follow = (page: Awaited<ReturnType<Visitor['visit']>>, rel: string) =>
    page.$(`.trail [rel=${rel}]`).attr('href')!

  test('lead through the books found, over the edges of pages', async ({ assert }) => {
    const visitor = new Visitor()
    const list = await visitor.visit('/books?q=volume&sort=title&per_page=10&page=2')
    let page = await visitor.visit(list.$('.book-list .book-title').last().attr('href')!)
    assert.equal(page.text('h1'), 'Volume 119')
    assert.equal(page.text('.trail-list'), '20 of 130 for “volume”')
    assert.equal(
      page.$('.trail-list').attr('href'),
      '/books?q=volume&sort=title&per_page=10&page=2'
    )

    for (let number = 120; number < 200; number++) {
      page = await visitor.visit(follow(page, 'next'))
      assert.equal(page.text('h1'), `Volume ${number}`)
    }
    page = await visitor.visit(follow(page, 'prev'))
    assert.equal(page.text('h1'), 'Volume 198')
    assert.equal(page.text('.trail-list'), '99 of 130 for “volume”')
    assert.equal(
      page.$('.trail-list').attr('href'),
      '/books?q=volume&sort=title&per_page=10&page=10'
    )
  })

  test('end with the list', async ({ assert }) => {
    const visitor = new Visitor()
    const list = await visitor.visit('/books?q=volume&sort=title')
    const first = await visitor.visit(list.$('.book-list .book-title').first().attr('href')!)
    assert.equal(first.$('.trail [rel=prev]').length, 0)
    assert.equal(first.text('.trail [rel=next]'), 'Volume 101 ›')

    const end = await visitor.visit('/books?q=volume&sort=title&page=7')
    const last = await visitor.visit(end.$('.book-list .book-title').last().attr('href')!)
    assert.equal(last.text('.trail-list'), '130 of 130 for “volume”')
    assert.equal(last.$('.trail [rel=next]').length, 0)
  })

  test('keep the searches of several tabs apart', async ({ assert }) => {
    const visitor = new Visitor()
    const up = await visitor.visit('/books?q=volume&sort=title')
    const down = await visitor.visit('/books?q=volume&sort=newest')
    const hrefOf = (list: typeof up, title: string) =>
      list.$(`.book-list .book-title:contains("${title}")`).attr('href')!
    await visitor.visit(hrefOf(down, 'Volume 225'))
    const page = await visitor.visit(hrefOf(up, 'Volume 105'))
    assert.equal(page.text('.trail [rel=next]'), 'Volume 106 ›')
    const other = await visitor.visit(hrefOf(down, 'Volume 225'))
    assert.equal(other.text('.trail [rel=next]'), 'Volume 224 ›')
  })

  test('stand in the address, so that they are there for whoever has it', async ({ assert }) => {
    const list = await new Visitor().visit('/books?q=volume&sort=title&available=0&page=3')
    const address = list.$('.book-title').first().attr('href')!
    assert.equal(address, `/books/${books[40].id}?q=volume&sort=title&place=41`)
    const page = await new Visitor().visit(address)
    assert.equal(page.text('.trail-list'), '41 of 130 for “volume”')
    assert.equal(page.$('.trail-list').attr('href'), '/books?q=volume&sort=title&page=3')
    const canonical = page.$('link[rel=canonical]').attr('href')!
    assert.isTrue(canonical.endsWith(`/books/${books[40].id}`), canonical)
  })

  test('are not there without a list, or where the book is not in that place of it', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const { id } = books[3]
    const list = 'q=volume&sort=title'
    const known = await visitor.visit(`/books/${id}?${list}&place=4`)
    assert.equal(known.$('.trail').length, 1)
    for (const query of [
      ...['', '?place=4', `?${list}`, `?${list}&place=5`, `?${list}&place=0`, '?trail=abc'],
      ...[`?${list}&place=x`, `?${list}&place[]=4`, `?${list}&place=999999999`, '?q=no&place=4'],
      ...['?q[]=volume&place=4', '?q=%22&place=4', `?${list}&genre=999999&available=1&place=4`],
    ]) {
      const page = await visitor.visit(`/books/${id}${query}`)
      assert.equal(page.status, 200, query)
      assert.equal(page.$('.trail').length, 0, query)
    }
    await books[0].delete()
    const stale = await visitor.visit(`/books/${id}?${list}&place=4`)
    assert.equal(stale.$('.trail').length, 0)

    const plain = await visitor.visit('/books')
    assert.notInclude(plain.$('.book-title').first().attr('href'), '?')
  })
})

test.group('Search | suggestions and similar books', (group) => {
  group.each.setup(emptyLibrary)

  test('suggests authors and books, the closest first', async ({ assert }) => {
    const walter = await AuthorFactory.merge({ name: 'Minette Walters' }).create()
    const walden = await listBook('Walden', { by: [walter] })
    await listBook('A Walk in the Woods')
    const page = await new Visitor().visit('/books/suggestions?q=wal')
    assert.include(page.headers.get('content-type'), 'application/json')
    const suggestions = JSON.parse(page.body)
    assert.deepEqual(suggestions[0], {
      text: 'Minette Walters',
      detail: 'Author',
      address: `/authors/${walter.id}`,
    })
    assert.deepEqual(suggestions[1], {
      text: 'Walden',
      detail: 'Minette Walters',
      address: `/books/${walden.id}`,
    })
    assert.equal(suggestions[2].text, 'A Walk in the Woods')
    assert.isNull(page.headers.get('set-cookie'))
  })

  test('"{$self}" suggests nothing')
    .with(['', 'q=', 'q=zzz', 'q=%00', 'q[]=a', 'q=***'])
    .run(async ({ assert }, query) => {
      const page = await new Visitor().visit(`/books/suggestions?${query}`)
      assert.equal(page.status, 200)
      assert.equal(page.body, '[]')
    })

  test('similar books share authors, then genres', async ({ assert }) => {
    const thoreau = await AuthorFactory.merge({ name: 'Henry Thoreau' }).create()
    const nature = await GenreFactory.merge({ name: 'Nature' }).create()
    const walden = await listBook('Walden', { by: [thoreau] })
    const walking = await listBook('Walking', { by: [thoreau] })
    const spring = await listBook('Silent Spring')
    await listBook('Emma')
    for (const book of [walden, spring]) await book.related('genres').attach([nature.id])

    const visitor = new Visitor()
    const similar = async (book: Book) => {
      const page = await visitor.visit(`/books/${book.id}`)
      return page
        .$('.shelf .book-title')
        .map((_, link) => page.$(link).text())
        .get()
    }
    assert.deepEqual(await similar(walden), ['Walking', 'Silent Spring'])
    assert.deepEqual(await similar(walking), ['Walden'])
    assert.deepEqual(await similar(spring), ['Walden'])
  })
})
