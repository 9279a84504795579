import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import { contents, perform } from '#tests/helpers/session_program'
import { Visitor } from '#tests/helpers/visitor'

test.group('Session | reading and writing', (group) => {
  group.each.setup(emptyLibrary)

  test('keeps values of every kind that JSON has, and dates, from one request to the next', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const values = { text: 'Ünï🙂', no: false, list: [1, 'two', null], deep: { er: { x: 1.5 } } }
    await perform(visitor, [
      ...Object.entries(values).map(([key, value]): [string, ...unknown[]] => ['put', key, value]),
      ['putDate', 'when', '2026-11-23T10:00:00.000Z'],
    ])

    const { results } = await perform(visitor, [['all'], ['isDate', 'when']])
    assert.deepEqual(results, [{ ...values, when: '2026-11-23T10:00:00.000Z' }, true])
  })

  test('has tells presence, also of 0, false, null and what is empty', async ({ assert }) => {
    const visitor = new Visitor()
    const values = [0, false, null, '', [], {}]
    await perform(
      visitor,
      values.map((value, index) => ['put', `key${index}`, value])
    )

    const { results } = await perform(visitor, [
      ...values.map((_, index): [string, string] => ['has', `key${index}`]),
      ['has', 'other'],
    ])
    assert.deepEqual(results, [true, true, true, true, true, true, false])
  })

  test('tells presence in views too', async ({ assert }) => {
    const visitor = new Visitor()
    const before = await visitor.visit('/test/view')
    await perform(visitor, [['put', 'zero', 0]])
    const after = await visitor.visit('/test/view')

    assert.include(before.text(), 'not there:')
    assert.include(after.text(), 'there: 0')
    assert.notInclude(after.text(), 'not there')
  })

  test('gives the default for what is not there', async ({ assert }) => {
    const { results } = await perform(new Visitor(), [
      ['get', 'nothing'],
      ['get', 'nothing', 'default'],
      ['put', 'zero', 0],
      ['get', 'zero', 'default'],
    ])
    assert.deepEqual(results, [null, 'default', null, 0])
  })

  test('forgets, pulls, increments and decrements', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [
      ['put', 'first', 1],
      ['put', 'second', 2],
      ['put', 'third', { a: 1, b: 2 }],
    ])
    const { results } = await perform(visitor, [
      ['forget', 'first'],
      ['forget', 'third.a'],
      ['pull', 'second'],
      ['increment', 'up'],
      ['increment', 'up', 4],
      ['decrement', 'down', 3],
    ])

    assert.equal(results[2], 2)
    assert.deepEqual(await contents(visitor), { third: { b: 2 }, up: 5, down: -3 })
  })

  test('clear forgets all values and keeps the id for what is put afterwards', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const first = await perform(visitor, [['put', 'a', 1], ['id']])
    const second = await perform(visitor, [['clear'], ['put', 'b', 2], ['id']])

    assert.equal(second.results[2], first.results[1])
    assert.deepEqual(await contents(visitor), { b: 2 })
  })

  test('setDefault gives what is there, and puts the default where nothing is', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const first = await perform(visitor, [['setDefault', 'size', 20]])
    const second = await perform(visitor, [['setDefault', 'size', 50]])

    assert.deepEqual([first.results, second.results], [[20], [20]])
    assert.deepEqual(await contents(visitor), { size: 20 })
  })

  test('setDefault leaves 0 and false alone', async ({ assert }) => {
    const { results } = await perform(new Visitor(), [
      ['put', 'zero', 0],
      ['put', 'no', false],
      ['setDefault', 'zero', 9],
      ['setDefault', 'no', true],
    ])
    assert.deepEqual(results.slice(2), [0, false])
  })

  test('merge puts many values, into objects that are there, and keys lists the names', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'prefs', { size: 20, sort: 'title', tags: [1, 2] }]])
    const { results } = await perform(visitor, [
      ['merge', { prefs: { size: 50, tags: [3] }, other: 1 }],
      ['keys'],
    ])

    assert.deepEqual(results[1], ['prefs', 'other'])
    assert.deepEqual(await contents(visitor), {
      prefs: { size: 50, sort: 'title', tags: [3] },
      other: 1,
    })
  })

  test('flush forgets all, at once, and gives a new id to what is put afterwards', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const first = await perform(visitor, [['put', 'secret', 1], ['id']])
    const second = await perform(visitor, [['flush'], ['put', 'later', 2], ['id']])

    assert.notEqual(second.results[2], first.results[1])
    assert.deepEqual(await contents(visitor), { later: 2 })
  })

  test('shows flash messages at the next request and not again', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['flash', 'notice', 'Saved.']])
    const next = await visitor.visit('/test/view')
    const afterwards = await visitor.visit('/test/view')

    assert.include(next.text(), 'Saved.')
    assert.notInclude(afterwards.text(), 'Saved.')
  })

  test('keeps flash messages for one more request when asked to', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [['flash', { notice: 'Saved.', other: 1 }]])
    await perform(visitor, [['reflashOnly', ['notice']]])

    const { results } = await perform(visitor, [
      ['flashed', 'notice'],
      ['flashed', 'other'],
    ])
    assert.deepEqual(results, ['Saved.', null])
  })

  test('finds out whether the browser keeps cookies', async ({ assert }) => {
    const keeping = new Visitor()
    await perform(keeping, [['setTestCookie']])
    const kept = await perform(keeping, [
      ['testCookieWorked'],
      ['deleteTestCookie'],
      ['testCookieWorked'],
    ])
    assert.deepEqual(kept.results, [true, null, false])

    await perform(new Visitor(), [['setTestCookie']])
    const forgotten = await perform(new Visitor(), [['testCookieWorked']])
    assert.deepEqual(forgotten.results, [false])
  })
})
