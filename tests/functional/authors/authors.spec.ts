import { test } from '@japa/runner'
import { AuthorFactory } from '#database/factories/author_factory'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

test.group('Authors', (group) => {
  group.each.setup(emptyLibrary)

  test('lists authors by sort name, with life dates and number of books', async ({ assert }) => {
    const [, leGuin] = await AuthorFactory.merge([
      { name: 'Homer' },
      { name: 'Ursula K. Le Guin', born: '1929-10-21', died: '2018-01-22' },
      { name: 'Haruki Murakami', born: '1949-01-12' },
      { name: 'Virgil', born: '-0069-10-15', died: '-0018-09-21' },
    ]).createMany(4)
    await listBook('The Dispossessed', { by: [leGuin] })
    await listBook('The Lathe of Heaven', { by: [leGuin] })

    const page = await new Visitor().visit('/authors')
    const rows = page
      .$('.author-list > li')
      .map((_, row) => page.$(row).text().replace(/\s+/g, ' '))
    assert.deepEqual(
      rows.get().map((row) => row.trim()),
      [
        'Homer 0 books',
        'Le Guin, Ursula K. 1929–2018 2 books',
        'Murakami, Haruki born 1949 0 books',
        'Virgil 70–19 BCE 0 books',
      ]
    )
    assert.equal(page.$('.author-list a').eq(1).attr('href'), `/authors/${leGuin.id}`)
    assert.equal(page.$('header form[role=search]').attr('action'), '/books')
    assert.equal(page.$('main form[role=search]').attr('action'), '/authors')
  })

  test('pages through many authors', async ({ assert }) => {
    await AuthorFactory.merge(
      Array.from({ length: 25 }, (_, index) => ({ name: `Author${index + 10}` }))
    ).createMany(25)

    const visitor = new Visitor()
    const first = await visitor.visit('/authors')
    assert.equal(first.$('.author-list > li').length, 20)
    const last = await visitor.visit(first.$('a[rel=next]').attr('href')!)
    assert.equal(last.$('.author-list > li').length, 5)
    assert.include(last.text('.author-list > li:last-child'), 'Author34')
    const past = await visitor.visit('/authors?page=77')
    assert.equal(past.text('.pagination [aria-current=page]'), 'Page 2')
  })

  test('are found by a letter of any script, and by a part of the name', async ({ assert }) => {
    const names = ['Émile Zola', 'Jane Austen', 'W. G. Sebald', 'Лев Толстой', '村上 春樹', '007']
    await AuthorFactory.merge([
      ...names.map((name) => ({ name })),
      ...Array.from({ length: 25 }, (_, index) => ({ name: `Baker${index + 10}` })),
    ]).createMany(31)
    const visitor = new Visitor()
    const listed = ({ $ }: Awaited<ReturnType<Visitor['visit']>>) =>
      $('.author-list a')
        .map((_, link) => $(link).text())
        .get()
    const page = await visitor.visit('/authors')
    const links = page.$('.letters a')
    assert.deepEqual(links.map((_, link) => page.$(link).text()).get(), [
      'All',
      ...['A', 'B', 'S', 'Z', 'Т', '村'],
    ])
    const under = await visitor.visit(links.eq(5).attr('href')!)
    assert.deepEqual(listed(under), ['Толстой, Лев'])
    assert.equal(under.text('.letters [aria-current]'), 'Т')

    const many = await visitor.visit('/authors?letter=b')
    assert.include(many.text('.tally'), '25 authors')
    const next = await visitor.visit(many.$('a[rel=next]').attr('href')!)
    assert.lengthOf(listed(next), 5)

    assert.deepEqual(listed(await visitor.visit('/authors?q=emile+zola')), ['Zola, Émile'])
    assert.deepEqual(listed(await visitor.visit('/authors?q=G.+Sebald')), ['Sebald, W. G.'])
    const none = await visitor.visit('/authors?q=nobody')
    assert.include(none.text('main'), 'No author has this name.')
    const noWord = await visitor.visit('/authors?q=!!!')
    assert.isEmpty(listed(noWord))
    assert.include(noWord.text('main'), 'No author has this name.')
    for (const query of ['q=%25', 'q[]=a', 'letter=b%25', 'letter[]=b', 'q=_', 'letter=']) {
      const odd = await visitor.visit(`/authors?${query}`)
      assert.equal(odd.status, 200, query)
    }
  })

  test('shows one author, with whole dates and books by title', async ({ assert }) => {
    const [author, other] = await AuthorFactory.merge([
      { name: 'Ursula K. Le Guin', born: '1929-10-21', died: '2018-01' },
      { name: 'Somebody Else' },
    ]).createMany(2)
    await listBook('The Tombs of Atuan', { by: [author] })
    await listBook('A Wizard of Earthsea', { by: [other, author] })
    await listBook('Another Book', { by: [other] })

    const page = await new Visitor().visit(`/authors/${author.id}`)
    assert.equal(page.text('h1'), 'Ursula K. Le Guin')
    assert.equal(page.text('title'), 'Ursula K. Le Guin · Local Library')
    assert.equal(page.text('.facts div:first-child dd'), '21 October 1929')
    assert.equal(page.text('.facts div:last-child dd'), 'January 2018')
    assert.equal(page.text('h2'), '2 books')
    const titles = page.$('.book-title').map((_, link) => page.$(link).text())
    assert.deepEqual(titles.get(), ['The Tombs of Atuan', 'A Wizard of Earthsea'])
    assert.include(page.text('.book-list'), 'Somebody Else and Ursula K. Le Guin')
  })

  test('an author without dates or books is still a page; one who is not there is not found', async ({
    assert,
  }) => {
    const homer = await AuthorFactory.merge({ name: 'Homer' }).create()
    const visitor = new Visitor()
    const page = await visitor.visit(`/authors/${homer.id}`)
    assert.include(page.text('main'), 'The library has no book by this author.')
    assert.equal(page.$('.facts').length, 0)

    for (const address of ['/authors/999999', '/authors/homer', '/authors/0']) {
      const missing = await visitor.visit(address)
      assert.equal(missing.status, 404, address)
    }
  })

  test('an empty library says so', async ({ assert }) => {
    const page = await new Visitor().visit('/authors')
    assert.include(page.text('main'), 'The library lists no authors yet.')
  })
})
