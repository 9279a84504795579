import { test } from '@japa/runner'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import BookInstance from '#models/book_instance'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { type Page, Visitor } from '#tests/helpers/visitor'

function titles({ $ }: Page) {
  return $('.reading-list .book-title')
    .map((_, link) => $(link).text())
    .get()
}

test.group('Reading list', (group) => {
  group.each.setup(emptyLibrary)

  test('keeps the books that a visitor adds, in that order, and counts them on every page', async ({
    assert,
  }) => {
    const [emma, dune] = [await listBook('Emma'), await listBook('Dune', { copies: 2 })]
    const visitor = new Visitor()
    const added = await visitor.submit(`/reading-list/${emma.id}`, {})
    assert.equal(added.text('.message'), '“Emma” is on your reading list.')
    await visitor.submit(`/reading-list/${dune.id}`, {})

    const page = await visitor.visit('/reading-list')
    assert.deepEqual(titles(page), ['Emma', 'Dune'])
    assert.lengthOf(page.$('.reading-list > li:nth-child(1) .cover'), 1)
    assert.lengthOf(page.$('.reading-list .cover'), 2)
    assert.include(page.text('main'), '2 books, 1 available now')
    assert.include(page.text('.reading-list'), 'No copies')
    assert.include(page.text('.reading-list'), '2 of 2 copies available')

    const home = await visitor.visit('/authors')
    assert.equal(home.text('#reading-list-size'), '2')
    const other = await new Visitor().visit('/reading-list')
    assert.include(other.text('main'), 'Your reading list is empty.')
  })

  test('a book is added and removed where it is shown, and the page stays', async ({ assert }) => {
    const genre = await GenreFactory.create()
    const author = await AuthorFactory.create()
    const book = await listBook('Emma', { by: [author] })
    await book.related('genres').attach([genre.id])

    const visitor = new Visitor()
    for (const address of [
      '/',
      '/books',
      '/books?sort=newest&per_page=10',
      `/books/${book.id}`,
      `/authors/${author.id}`,
      `/genres/${genre.id}`,
    ]) {
      for (const words of ['Add to reading list: Emma', 'Remove from reading list: Emma']) {
        const page = await visitor.visit(address)
        const form = page.$(`.keep-${book.id}`)
        assert.equal(form.find('button').text(), words, address)
        const answer = await visitor.submit(
          form.attr('action')!,
          {},
          {
            headers: { referer: new URL(address, visitor.origin).href },
            redirect: 'manual',
          }
        )
        assert.equal(answer.status, 303)
        assert.equal(answer.headers.get('location'), new URL(address, visitor.origin).href)
      }
    }
  })

  test('adding a book twice keeps it once', async ({ assert }) => {
    const emma = await listBook('Emma')
    const visitor = new Visitor()
    await visitor.submit(`/reading-list/${emma.id}`, {})
    await visitor.submit(`/reading-list/${emma.id}`, {})
    assert.deepEqual(titles(await visitor.visit('/reading-list')), ['Emma'])
  })

  test('books that are added at the same time are all kept', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.visit('/')
    const books = []
    for (const title of ['Emma', 'Dune', 'Ulysses', 'Middlemarch'])
      books.push(await listBook(title))
    await Promise.all(books.map((book) => visitor.submit(`/reading-list/${book.id}`, {})))
    const page = await visitor.visit('/reading-list')
    assert.sameMembers(titles(page), ['Emma', 'Dune', 'Ulysses', 'Middlemarch'])
  })

  test('a book moves up and down, and the ends of the list hold', async ({ assert }) => {
    const visitor = new Visitor()
    const ids: Record<string, number> = {}
    for (const title of ['Emma', 'Dune', 'Ulysses']) {
      const book = await listBook(title)
      ids[title] = book.id
      await visitor.submit(`/reading-list/${book.id}`, {})
    }
    const move = (title: string, direction: string) =>
      visitor.submit(`/reading-list/${ids[title]}?_method=PATCH`, { direction })

    assert.deepEqual(titles(await move('Ulysses', 'up')), ['Emma', 'Ulysses', 'Dune'])
    assert.deepEqual(titles(await move('Emma', 'down')), ['Ulysses', 'Emma', 'Dune'])
    assert.deepEqual(titles(await move('Ulysses', 'up')), ['Ulysses', 'Emma', 'Dune'])
    const page = await move('Dune', 'down')
    assert.deepEqual(titles(page), ['Ulysses', 'Emma', 'Dune'])
    assert.equal(page.$(`#up-${ids.Ulysses}`).length, 0)
    assert.equal(page.$(`#down-${ids.Dune}`).length, 0)
  })

  test('says in the place of a removed book what was done, and undoes it', async ({ assert }) => {
    const visitor = new Visitor()
    for (const title of ['Emma', 'Dune', 'Ulysses']) {
      const { id } = await listBook(title)
      await visitor.submit(`/reading-list/${id}`, {})
    }
    const rows = (page: Page) =>
      page
        .$('.reading-list > li')
        .map((_, row) => page.$(row).find('.book-title').text() || 'removed')
        .get()
    const press = (page: Page, selector: string) => {
      const form = page.$(selector)
      const fields = form.find('input').map((_, { attribs }) => [[attribs.name, attribs.value]])
      return visitor.submit(form.attr('action')!, Object.fromEntries(fields.get()))
    }
    const list = await visitor.visit('/reading-list')
    const removed = await press(list, '.reading-list > li:nth-child(2) .keep')
    assert.deepEqual(rows(removed), ['Emma', 'removed', 'Ulysses'])
    assert.equal(removed.text('.removed p'), '“Dune” was removed.')
    assert.include(removed.text('.tally'), '2 books')
    assert.equal(removed.text('#reading-list-size'), '2')

    const undone = await press(removed, '.removed form')
    assert.deepEqual(rows(undone), ['Emma', 'Dune', 'Ulysses'])

    const sorted = await visitor.visit('/reading-list?sort=title')
    assert.deepEqual(rows(sorted), ['Dune', 'Emma', 'Ulysses'])
    const without = await press(sorted, '.reading-list > li:nth-child(3) .keep')
    assert.deepEqual(rows(without), ['Dune', 'Emma', 'removed'])
    const back = await press(without, '.removed form')
    assert.deepEqual(rows(back), ['Dune', 'Emma', 'Ulysses'])
    assert.equal(back.text('nav [aria-current=page]'), 'Title')
    assert.include(back.$('#reading-list').attr('data-said')!, 'is now number 3 of 3')
    assert.deepEqual(rows(await visitor.visit('/reading-list')), ['Emma', 'Dune', 'Ulysses'])

    await press(undone, '.reading-list > li:nth-child(1) .keep')
    await press(await visitor.visit('/reading-list'), '.reading-list > li:nth-child(1) .keep')
    const last = await press(await visitor.visit('/reading-list'), '.reading-list .keep')
    assert.deepEqual(rows(last), ['removed'])
    assert.deepEqual(rows(await press(last, '.removed form')), ['Ulysses'])
  })

  test('is shown by title, by author and as it stands on the shelves', async ({ assert }) => {
    const [austen, verne] = [
      await AuthorFactory.merge({ name: 'Jane Austen' }).create(),
      await AuthorFactory.merge({ name: 'Jules Verne' }).create(),
    ]
    const [novel, adventure] = await GenreFactory.merge([
      { name: 'Novel' },
      { name: 'Adventure' },
    ]).createMany(2)
    const nameless = await listBook('Beowulf')
    const emma = await listBook('Emma', { by: [austen] })
    const island = await listBook('The Mysterious Island', { by: [verne] })
    const dracula = await listBook('Dracula', { by: [verne] })
    await emma.related('genres').attach([novel.id])
    await island.related('genres').attach([adventure.id])
    await dracula.related('genres').attach([novel.id])
    const visitor = new Visitor()
    for (const { id } of [nameless, emma, island, dracula]) {
      await visitor.submit(`/reading-list/${id}`, {})
    }

    const inOrder = async (sort: string) =>
      titles(await visitor.visit(`/reading-list?sort=${sort}`))
    const [byTitle, byAuthor] = [
      ['Beowulf', 'Dracula', 'Emma', 'The Mysterious Island'],
      ['Emma', 'Dracula', 'The Mysterious Island', 'Beowulf'],
    ]
    assert.deepEqual(await inOrder('title'), byTitle)
    assert.deepEqual(await inOrder('author'), byAuthor)
    const byShelf = ['The Mysterious Island', 'Emma', 'Dracula', 'Beowulf']
    assert.deepEqual(await inOrder('shelf'), byShelf)
    const nonsense = await inOrder('constructor')
    assert.equal(nonsense[0], 'Beowulf')

    const slip = await visitor.visit('/reading-list/slip')
    const onPaper = slip.$('.slip-sheet cite').map((_, cite) => slip.$(cite).text())
    assert.deepEqual(onPaper.get(), byShelf)
    assert.include(slip.text('.slip-sheet'), 'Jules Verne Adventure No copies')
  })

  test('the slip has the place of a copy that is there, and goes by places', async ({ assert }) => {
    const nature = await GenreFactory.merge({ name: 'Nature' }).create()
    const [walden, emma, dune] = [
      await listBook('Walden', { copies: 1 }),
      await listBook('Emma'),
      await listBook('Dune'),
    ]
    await walden.related('genres').attach([nature.id])
    await BookInstanceFactory.merge([
      { bookId: emma.id, shelfPlace: 'Attic', status: 'on_loan' },
      { bookId: emma.id, shelfPlace: 'Room 2', status: 'available' },
      { bookId: emma.id, shelfPlace: null, status: 'available' },
      { bookId: dune.id, shelfPlace: 'Cellar', status: 'reserved' },
    ]).createMany(4)
    const visitor = new Visitor()
    for (const { id } of [walden, emma, dune]) await visitor.submit(`/reading-list/${id}`, {})

    const slip = await visitor.visit('/reading-list/slip')
    const shelves = slip.$('.slip-shelf').map((_, shelf) => slip.$(shelf).text())
    assert.deepEqual(shelves.get(), ['Cellar', 'Nature', 'Room 2'])
  })

  test('volumes of one title are told apart, here and wherever books are listed', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const volumes: [string | null, string | null][] = [
      ['Saga', '1'],
      ['Saga', '2'],
      ['Saga', null],
      [null, '3'],
      [null, null],
    ]
    const author = await AuthorFactory.create()
    for (const [series, volume] of volumes) {
      const { id } = await listBook('Saga', { series, volume, by: [author], copies: 1 })
      await visitor.submit(`/reading-list/${id}`, {})
    }
    for (const address of [
      ...['/reading-list', '/reading-list/slip', '/books', '/books?layout=grid', '/copies', '/'],
      `/authors/${author.id}`,
    ]) {
      const { $ } = await visitor.visit(address)
      const told = $('main .book-series').map((_, line) => $(line).text())
      assert.sameMembers(
        told.get(),
        ['Saga, volume 1', 'Saga, volume 2', 'Saga', 'Volume 3'],
        address
      )
    }
    const copies = await visitor.visit('/copies')
    const copy = copies.$('tr:contains("Saga, volume 2") a[href^="/copies/"]').attr('href')!
    const page = await visitor.visit(copy)
    assert.include(page.text('.facts'), 'Book Saga Saga, volume 2')
  })

  test('says what is on the shelf at this moment', async ({ assert }) => {
    const emma = await listBook('Emma', { copies: 1 })
    const visitor = new Visitor()
    await visitor.submit(`/reading-list/${emma.id}`, {})
    await BookInstance.query().update({ status: 'on_loan' })
    const page = await visitor.visit('/reading-list')
    assert.include(page.text('main'), '1 book, 0 available now')
  })

  test('a book that left the catalogue leaves the list, and this is said', async ({ assert }) => {
    const [emma, dune] = [await listBook('Emma'), await listBook('Dune')]
    const visitor = new Visitor()
    for (const { id } of [emma, dune]) await visitor.submit(`/reading-list/${id}`, {})
    await emma.delete()

    const page = await visitor.visit('/reading-list')
    assert.deepEqual(titles(page), ['Dune'])
    assert.include(page.text('main'), '1 book of your list is no longer in the catalogue')
    const again = await visitor.visit('/reading-list')
    assert.notInclude(again.text('main'), 'left the catalogue')
  })

  test('{$self} cannot be added')
    .with(['/reading-list/999999999', '/reading-list/0', '/reading-list/abc', '/reading-list/1e3'])
    .run(async ({ assert }, path) => {
      const page = await new Visitor().submit(path, {})
      assert.equal(page.status, 404)
    })

  test('a script gets only what has changed, and what to say of it', async ({ assert }) => {
    const emma = await listBook('Emma & <b>Harriet</b>')
    const answer = await new Visitor().submit(
      `/reading-list/${emma.id}`,
      {},
      {
        headers: { 'hx-request': 'true', 'hx-request-type': 'partial' },
      }
    )
    assert.equal(answer.status, 200)
    assert.notInclude(answer.body, '<html')
    assert.include(answer.body, `action="/reading-list/${emma.id}?_method=DELETE"`)
    assert.include(answer.body, '“Emma &amp; &lt;b&gt;Harriet&lt;/b&gt;” is on your reading list.')
    assert.match(answer.body, /#reading-list-size">1</)
  })

  test('downloads as BibTeX, RIS and CSV', async ({ assert }) => {
    const austen = await AuthorFactory.merge({ name: 'Jane Austen' }).create()
    const emma = await listBook('Emma', { by: [austen] })
    const visitor = new Visitor()
    await visitor.submit(`/reading-list/${emma.id}`, {})

    for (const [format, type, text] of [
      ['bib', 'application/x-bibtex', '  author = {Austen, Jane},'],
      ['ris', 'application/x-research-info-systems', 'AU  - Austen, Jane\r\n'],
      ['csv', 'text/csv', 'Emma,,,,Jane Austen,'],
    ]) {
      const file = await visitor.visit(`/reading-list/download/${format}`)
      assert.equal(file.headers.get('content-type'), `${type}; charset=utf-8`)
      assert.include(file.headers.get('content-disposition')!, `"reading-list.${format}"`)
      assert.include(file.body, text)
    }
    const other = await visitor.visit('/reading-list/download/exe')
    assert.equal(other.status, 404)
  })
})
