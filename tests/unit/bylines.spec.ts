import { test } from '@japa/runner'
import { textsIn } from '#languages/speech'
import { bylineOf } from '#languages/words'

test.group('Bylines', () => {
  test('{names} are told as "{words}"')
    .with([
      { names: '', words: '' },
      { names: 'A', words: 'A' },
      { names: 'AB', words: 'A and B' },
      { names: 'ABC', words: 'A, B and C' },
      { names: 'ABCD', words: 'A, B, C and D' },
      { names: 'ABCDE', words: 'A, B, C and 2 others' },
    ])
    .run(({ assert }, { names, words }) => {
      const authors = [...names].map((name) => ({ name }))
      assert.equal(bylineOf(textsIn('en'), authors), words)
    })
})
