import { test } from '@japa/runner'
import { stemOf } from '#search/stems'

test.group('Search | stems', () => {
  test('"{0}" and "{1}" have one stem')
    .with([
      ['poems', 'poetry'],
      ['cookbooks', 'cooking'],
      ['novels', 'fiction'],
      ['biographies', 'biography'],
      ['historical', 'history'],
      ['political', 'politics'],
      ['mysteries', 'mystery'],
      ['travellers', 'travel'],
      ['gardeners', 'gardening'],
      ['psychologist', 'psychology'],
    ] as [string, string][])
    .run(({ assert }, [word, genre]) => {
      assert.lengthOf(stemOf(genre), 1)
      assert.deepEqual(stemOf(word), stemOf(genre))
    })

  test('"{0}" and "{1}" have not')
    .with([
      ['police', 'politics'],
      ['november', 'novel'],
      ['company', 'computing'],
      ['relief', 'religion'],
      ['crimson', 'crime'],
      ['store', 'stories'],
      ['mystic', 'mystery'],
    ] as [string, string][])
    .run(({ assert }, [word, genre]) => {
      assert.notDeepEqual(stemOf(word), stemOf(genre))
    })

  test('a short word has none, nor has what is left of nothing but endings', ({ assert }) => {
    for (const word of ['', 'art', 'books', 'series', 'sing', 'letting', 'letters'])
      assert.isEmpty(stemOf(word))
  })
})
