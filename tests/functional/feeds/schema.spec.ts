import { test } from '@japa/runner'
import { appUrl } from '#config/app'
import { AuthorFactory } from '#database/factories/author_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { type Page, Visitor } from '#tests/helpers/visitor'

const schemaOf = ({ $ }: Page) => JSON.parse($('script[type="application/ld+json"]').text())
const property = ({ $ }: Page, name: string) => $(`meta[property="${name}"]`).attr('content')

test.group('Feeds | what pages say of themselves', (group) => {
  group.each.setup(emptyLibrary)

  test('a book is a schema.org Book with its facts, and a preview of its title', async ({
    assert,
  }) => {
    const [leGuin, unesco] = await AuthorFactory.merge([
      { name: 'Ursula K. Le Guin', born: '1929-10-21', died: '2018-01-22' },
      { name: 'UNESCO', born: null, died: null },
    ]).createMany(2)
    const genre = await GenreFactory.merge({ name: 'Science fiction' }).create()
    const book = await listBook('The Dispossessed', {
      by: [leGuin, unesco],
      subtitle: 'An Ambiguous Utopia',
      isbn: '9780060512750',
      summary: 'Two worlds.',
      year: 974,
      publisher: 'Harper',
    })
    await book.related('genres').attach([genre.id])

    const page = await new Visitor().visit(`/books/${book.id}`)
    const schema = schemaOf(page)
    assert.containSubset(schema, {
      '@context': 'https://schema.org',
      '@type': 'Book',
      'url': `${appUrl}/books/${book.id}`,
      'name': 'The Dispossessed',
      'alternativeHeadline': 'An Ambiguous Utopia',
      'isbn': '9780060512750',
      'genre': ['Science fiction'],
      'datePublished': '0974',
      'publisher': { '@type': 'Organization', 'name': 'Harper' },
      'description': 'Two worlds.',
    })
    assert.equal(schema.author[0]['@type'], 'Person')
    assert.equal(schema.author[0].url, `${appUrl}/authors/${leGuin.id}`)
    assert.notProperty(schema.author[1], '@type')
    assert.equal(property(page, 'og:type'), 'book')
    assert.equal(property(page, 'og:title'), 'The Dispossessed by Ursula K. Le Guin and UNESCO')
    assert.equal(property(page, 'og:url'), `${appUrl}/books/${book.id}`)
    assert.equal(property(page, 'og:description'), 'Two worlds.')
  })

  test('a year before the common era is told in words, and to machines as ISO 8601 counts it', async ({
    assert,
  }) => {
    const { id } = await listBook('Aeneis', { year: -19 })
    const page = await new Visitor().visit(`/books/${id}`)
    assert.include(page.text('.facts'), 'Year19 BCE')
    assert.equal(schemaOf(page).datePublished, '-0018')
  })

  test('an author is a Person with life dates', async ({ assert }) => {
    const virgil = await AuthorFactory.merge({ name: 'Virgil', born: '-0069-10-15' }).create()
    const page = await new Visitor().visit(`/authors/${virgil.id}`)
    assert.containSubset(schemaOf(page), {
      '@type': 'Person',
      'name': 'Virgil',
      'birthDate': '-0069-10-15',
    })
    assert.equal(property(page, 'og:type'), 'profile')
  })

  test('a title cannot end the script that it stands in', async ({ assert }) => {
    const title = '</script><script>alert(1)</script>'
    const book = await listBook(title)
    const page = await new Visitor().visit(`/books/${book.id}`)
    assert.equal(schemaOf(page).name, title)
    assert.notInclude(page.body, '<script>alert')
  })

  test('what is no page of the catalogue is not indexed', async ({ assert }) => {
    const page = await new Visitor().visit('/nowhere')
    assert.equal(page.$('meta[name=robots]').attr('content'), 'noindex')
    assert.equal(page.$('link[rel=canonical]').length, 0)
    assert.isUndefined(property(page, 'og:url'))
  })
})
