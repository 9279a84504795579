import { test } from '@japa/runner'
import { BOOK_ORDERS } from '#search/address'
import { readChoice, readId, readPaging, toQuery } from '#search/list_parameters'

test.group('List parameters', () => {
  test('page {0} is page {1}')
    .with([
      ['3', 3],
      ['0', 1],
      ['-1', 1],
      ['abc', 1],
      ['1.5', 1],
      ['', 1],
      [['1'], 1],
      [undefined, 1],
      ['999999999999999999999', 1],
    ] as [unknown, number][])
    .run(({ assert }, [asked, page]) => {
      assert.equal(readPaging({ page: asked }).page, page)
    })

  test('a page has 20 rows unless 10, 50 or 100 are asked for', ({ assert }) => {
    assert.equal(readPaging({}).perPage, 20)
    assert.equal(readPaging({ per_page: '50' }).perPage, 50)
    assert.equal(readPaging({ per_page: '1000000' }).perPage, 20)
    assert.equal(readPaging({ per_page: ['10'] }).perPage, 20)
  })

  test('a choice is one of those offered, and no property of every object', ({ assert }) => {
    assert.equal(readChoice('year', BOOK_ORDERS), 'year')
    for (const nonsense of ['constructor', '__proto__', 'YEAR', '', ['year'], undefined]) {
      assert.isNull(readChoice(nonsense, BOOK_ORDERS))
    }
  })

  test('an id is what the addresses of records have', ({ assert }) => {
    assert.equal(readId('12'), 12)
    for (const nonsense of ['0', '-1', '01', '1e3', '1234567890', 'x', '', ['1']]) {
      assert.isNull(readId(nonsense))
    }
  })

  test('an address says only what was asked for', ({ assert }) => {
    assert.deepEqual(toQuery({ q: '', genre: null, sort: 'year', per_page: 20 }), { sort: 'year' })
    assert.deepEqual(toQuery({ q: 'dune', available: false, per_page: 50 }), {
      q: 'dune',
      per_page: 50,
    })
  })
})
