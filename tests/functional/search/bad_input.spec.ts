import { test } from '@japa/runner'
import {
  assert as assertThat,
  asyncProperty,
  constantFrom,
  array,
  oneof,
  string,
  stringMatching,
} from 'fast-check'
import { AuthorFactory } from '#database/factories/author_factory'
import { NO_FILTERS } from '#search/filters'
import { refreshBriefly } from '#search/book_index'
import { searchBooks, suggest } from '#search/search'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { removeSessions, sessionRows } from '#tests/helpers/session_rows'
import { Visitor } from '#tests/helpers/visitor'

const anything = oneof(
  string({ unit: 'binary', maxLength: 60 }),
  string({ unit: 'grapheme', maxLength: 60 }),
  stringMatching(/^[\ud800-\udfff\0"'*()^:{}+\-\\]{0,20}$/),
  array(
    constantFrom(
      'hobbit',
      '"',
      '*',
      'OR',
      'AND',
      'NOT',
      'NEAR(',
      ')',
      '^',
      ':',
      '-',
      '+',
      'title:',
      '{',
      '}',
      '三',
      '\0',
      '\ud83d',
      "'",
      ';--'
    ),
    { maxLength: 15 }
  ).map((parts) => parts.join(' '))
)

test.group('Search | bad input', (group) => {
  group.setup(async () => {
    await emptyLibrary()
    await listBook('The Hobbit', {
      by: [await AuthorFactory.merge({ name: 'J. R. R. Tolkien' }).create()],
    })
    await listBook('三体')
    await refreshBriefly()
    return emptyLibrary
  })

  test('whatever is typed gives books or none, and no error', async ({ assert }) => {
    await assertThat(
      asyncProperty(anything, async (text) => {
        const { ids, total } = await searchBooks({
          text,
          filters: NO_FILTERS,
          order: 'relevance',
          facets: true,
          offset: 0,
          limit: 5,
        })
        assert.isAtMost(ids.length, 2)
        assert.isAtLeast(total, ids.length)
        await suggest(text)
      }),
      { numRuns: 300 }
    )
  }).timeout(60_000)

  test('the operators of the index are words like any other', async ({ assert }) => {
    const visitor = new Visitor()
    for (const text of [
      'hobbit*',
      '"hobbit',
      '(hobbit)',
      'title:hobbit',
      '-hobbit',
      '^hobbit',
      'NEAR(hobbit)',
    ]) {
      const page = await visitor.visit(`/books?q=${encodeURIComponent(text)}`)
      assert.equal(page.status, 200)
      assert.include(page.text('.book-list'), 'The Hobbit', text)
    }
    const facet = await visitor.visit('/books?q=v_1')
    assert.equal(facet.$('.book-list').length, 0)
  })

  test('ten thousand characters are cut, and the page says so', async ({ assert }) => {
    const page = await new Visitor().visit(`/books?q=${'hobbit+'.repeat(1_400)}`)
    assert.equal(page.status, 200)
    assert.include(page.text('.note'), 'Only its first words')
    assert.include(page.text('.book-list'), 'The Hobbit')
  })

  test('a text of ten thousand characters makes neither its page nor the session long', async ({
    assert,
  }) => {
    await removeSessions()
    const visitor = new Visitor()
    for (const word of ['the', 'hobbit', '三体']) {
      const page = await visitor.visit(`/books?q=${encodeURIComponent(word)}+${'!'.repeat(9_990)}`)
      assert.equal(page.status, 200)
      assert.include(page.text('.note'), 'Only its first words')
      assert.isBelow(page.body.length, 40_000)
    }
    const [{ data }] = await sessionRows()
    assert.isBelow(data.length, 4_000)
  })

  test('{$self} is a page')
    .with([
      'q=%00',
      'q=%ed%a0%80',
      'q=%ff',
      'decade=abc',
      'decade=1e9',
      'genre=1&genre=2&genre=x',
      'genre[a]=1',
      'sort=relevance',
      'q=hobbit&page=99',
      'place[]=a',
    ])
    .run(async ({ assert }, query) => {
      const page = await new Visitor().visit(`/books?${query}`)
      assert.equal(page.status, 200)
      assert.equal(page.text('h1'), 'Books')
    })
})
