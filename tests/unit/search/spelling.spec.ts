import { test } from '@japa/runner'
import { deletesOf, editDistance, longestDistance } from '#search/spelling'

test.group('Search | spelling', () => {
  test('"{0}" is nearer to "{1}" than to "{2}"')
    .with([
      ['hobit', 'hobbit', 'habit'],
      ['tolkein', 'tolkien', 'talking'],
      ['poter', 'potter', 'porter'],
      ['recieve', 'receive', 'relieve'],
      ['definate', 'definite', 'defecate'],
    ] as [string, string, string][])
    .run(({ assert }, [typed, meant, other]) => {
      assert.isBelow(editDistance(typed, meant), editDistance(typed, other))
      assert.isAtMost(editDistance(typed, meant), longestDistance(typed))
    })

  test('a word is no slip from itself, and whole letters from others', ({ assert }) => {
    assert.equal(editDistance('dune', 'dune'), 0)
    assert.equal(editDistance('dune', 'tune'), 1.3)
    assert.equal(editDistance('dunes', 'dune'), 1)
    assert.equal(editDistance('', 'abc'), 3)
    assert.equal(editDistance('📚b', '📚'), 1)
  })

  test('two spellings of a word share a misspelling', ({ assert }) => {
    for (const [typed, meant] of [
      ['hobit', 'hobbit'],
      ['tolkein', 'tolkien'],
      ['mokingbird', 'mockingbird'],
    ]) {
      const shared = deletesOf(typed).filter((each) => [meant, ...deletesOf(meant)].includes(each))
      assert.isNotEmpty(shared)
    }
  })

  test('short and very long words have none', ({ assert }) => {
    assert.deepEqual(deletesOf('the'), [])
    assert.deepEqual(deletesOf('x'.repeat(25)), [])
    assert.isAtMost(deletesOf('abcdefghijklmnopqrstuvwx').length, 301)
  })
})
