import { test } from '@japa/runner'
import { misspellingsOf, mostSlips, slips } from '#search/spelling'

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
      assert.isBelow(slips(typed, meant), slips(typed, other))
      assert.isAtMost(slips(typed, meant), mostSlips(typed))
    })

  test('a word is no slip from itself, and whole letters from others', ({ assert }) => {
    assert.equal(slips('dune', 'dune'), 0)
    assert.equal(slips('dune', 'tune'), 1.3)
    assert.equal(slips('dunes', 'dune'), 1)
    assert.equal(slips('', 'abc'), 3)
    assert.equal(slips('📚b', '📚'), 1)
  })

  test('two spellings of a word share a misspelling', ({ assert }) => {
    for (const [typed, meant] of [
      ['hobit', 'hobbit'],
      ['tolkein', 'tolkien'],
      ['mokingbird', 'mockingbird'],
    ]) {
      const shared = misspellingsOf(typed).filter((each) =>
        [meant, ...misspellingsOf(meant)].includes(each)
      )
      assert.isNotEmpty(shared)
    }
  })

  test('short and very long words have none', ({ assert }) => {
    assert.deepEqual(misspellingsOf('the'), [])
    assert.deepEqual(misspellingsOf('x'.repeat(25)), [])
    assert.isAtMost(misspellingsOf('abcdefghijklmnopqrstuvwx').length, 301)
  })
})
