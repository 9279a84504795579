import { test } from '@japa/runner'
import { parseQuery } from '#search/query'

const forms = (text: string) => parseQuery(text).words.map((word) => word.forms)

test.group('Search | query', () => {
  test('reads words, and quoted phrases as one', ({ assert }) => {
    assert.deepEqual(forms('Zola, ÉMILE'), [[['zola']], [['emile']]])
    assert.deepEqual(forms('"old man" sea'), [[['old', 'man']], [['sea']]])
    assert.isTrue(parseQuery('«old man»').words[0].quoted)
    assert.isFalse(parseQuery('old').words[0].quoted)
  })

  test('an apostrophe or hyphen may join or part', ({ assert }) => {
    assert.deepEqual(forms("o'brien"), [[['obrien'], ['o', 'brien']]])
    assert.deepEqual(forms('Spider-Man'), [[['spiderman'], ['spider', 'man']]])
    assert.deepEqual(forms('Spider‑Man’s'), [[['spidermans'], ['spider', 'man', 's']]])
  })

  test('scripts without spaces are read letter by letter', ({ assert }) => {
    assert.deepEqual(forms('三体'), [[['三', '体']]])
    assert.deepEqual(forms('1Q84年'), [[['1q84', '年']]])
    assert.deepEqual(forms('ある'), [[['あ', 'る']]])
  })

  test('letters that spellings differ in are one', ({ assert }) => {
    for (const [one, other] of [
      ['أحمد', 'احمد'],
      ['کور', 'كور'],
      ['נְקֻדָּה', 'נקדה'],
      ['Ὀδυσσεύς', 'οδυσσευσ'],
      ['Ёлка', 'елка'],
      ['Łódź', 'lodz'],
      ['STRAẞE', 'strasse'],
      ['ｆｕｌｌ', 'full'],
    ]) {
      assert.deepEqual(forms(one), forms(other))
    }
  })

  test('"{$self}" is an ISBN')
    .with([
      '9780439023481',
      '978-0-439-02348-1',
      '0-439-02348-3',
      'ISBN: 0439023483',
      'isbn-13 9780439023481',
    ])
    .run(({ assert }, text) => {
      assert.equal(parseQuery(text).isbn, '9780439023481')
    })

  test('a wrong check digit makes it a word like any other', ({ assert }) => {
    assert.isNull(parseQuery('9780439023482').isbn)
    assert.deepEqual(forms('9780439023482'), [[['9780439023482']]])
  })

  test('"{$self}" has no words')
    .with(['   ', '"', '""', '***', '()', '-', "'", '。、', '_'])
    .run(({ assert }, text) => {
      assert.deepEqual(parseQuery(text).words, [])
    })

  test('what is no text has no words', ({ assert }) => {
    for (const text of ['', '\0', '\ud800', '\udfff\ud800']) {
      assert.deepEqual(parseQuery(text).words, [])
    }
  })

  test('cuts what is too long, and says so', ({ assert }) => {
    const long = parseQuery('book '.repeat(2_000))
    assert.isTrue(long.cut)
    assert.isAtMost(long.words.length, 12)
    assert.isTrue(parseQuery('x'.repeat(10_000)).cut)
    assert.isFalse(parseQuery('the old man and the sea').cut)
  })
})
