import { test } from '@japa/runner'
import { GenreFactory } from '#database/factories/genre_factory'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

test.group('Genres', (group) => {
  group.each.setup(emptyLibrary)

  test('lists genres by name, with how many books each has', async ({ assert }) => {
    const [poetry, epics] = await GenreFactory.merge([
      { name: 'poetry' },
      { name: 'Epics' },
      { name: 'Crime' },
    ]).createMany(3)
    for (const title of ['Ariel', 'Iliad', 'Odyssey', 'Aeneid']) {
      const book = await listBook(title)
      await book.related('genres').attach([(title === 'Ariel' ? poetry : epics).id])
    }
    const page = await new Visitor().visit('/genres')
    assert.equal(page.text('.genre-list'), 'Epics 3 books')
    assert.equal(page.text('#small'), 'Genres with few books')
    assert.equal(page.text('.small-genres'), 'Crime 0 books poetry 1 book')
    assert.equal(page.text('h1'), 'Genres')
  })

  test('are sorted as the language of whoever reads sorts names', async ({ assert }) => {
    await GenreFactory.merge([{ name: 'Zoo' }, { name: 'Ñandú' }, { name: 'Nube' }]).createMany(3)
    const namesIn = async (language: string) => {
      const page = await new Visitor().visit('/genres', {
        headers: { 'accept-language': language },
      })
      return page
        .$('.small-genres a')
        .map((_, link) => page.$(link).text())
        .get()
    }
    assert.deepEqual(await namesIn('en'), ['Ñandú', 'Nube', 'Zoo'])
    assert.deepEqual(await namesIn('es'), ['Nube', 'Ñandú', 'Zoo'])
  })

  test('shows the books of one genre, paged', async ({ assert }) => {
    const genre = await GenreFactory.merge({ name: 'Myths & folklore' }).create()
    for (let number = 10; number < 32; number++) {
      const book = await listBook(`Tale ${number}`)
      await book.related('genres').attach([genre.id])
    }
    await listBook('No Tale')

    const visitor = new Visitor()
    const first = await visitor.visit(`/genres/${genre.id}`)
    assert.equal(first.text('h1'), 'Myths & folklore')
    assert.equal(first.text('.tally'), '22 books, page 1 of 2')
    const second = await visitor.visit(first.$('a[rel=next]').attr('href')!)
    const titles = second.$('.book-title').map((_, link) => second.$(link).text())
    assert.deepEqual(titles.get(), ['Tale 30', 'Tale 31'])
    assert.equal(second.text('title'), 'Myths & folklore, page 2 · Local Library')
  })

  test('a genre that is not there is not found, and none at all is said', async ({ assert }) => {
    const visitor = new Visitor()
    const missing = await visitor.visit('/genres/999999')
    assert.equal(missing.status, 404)
    const list = await visitor.visit('/genres')
    assert.include(list.text('main'), 'The library lists no genres yet.')
  })
})
