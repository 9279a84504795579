import { test } from '@japa/runner'
import logger from '@adonisjs/core/services/logger'
import { emptyLibrary } from '#tests/helpers/library'
import { contents, overwriteSessions, perform, sessionRows } from '#tests/helpers/session_program'
import { Visitor } from '#tests/helpers/visitor'

test.group('Session | bad input', (group) => {
  group.each.setup(emptyLibrary)

  test('damaged data means a new session for the visitor, and a line in the log', async ({
    assert,
  }) => {
    const warnings: unknown[] = []
    const { warn } = logger
    logger.warn = (...args: unknown[]) => void warnings.push(args)
    try {
      for (const data of [
        '',
        '{',
        'null',
        '[]',
        '{"values":5}',
        '"x"',
        '{"values":{},"expiry":-1}',
        '{"values":{"a":{"$date":"x"}}}',
        '\u0001',
      ]) {
        const visitor = new Visitor()
        await visitor.visit('/')
        await overwriteSessions({ data })
        const page = await visitor.visit('/')
        assert.equal(page.status, 200)
        assert.include(page.text(), 'You have visited this page 0 times.')
        const next = await visitor.visit('/')
        assert.include(next.text(), 'You have visited this page 1 time.')
        await emptyLibrary()
      }
    } finally {
      logger.warn = warn
    }
    assert.lengthOf(warnings, 9)
    assert.include(JSON.stringify(warnings[0]), 'The data of a session is damaged')
  })

  test('what cannot be stored is refused at once, by its key', async ({ assert }) => {
    const visitor = new Visitor()
    const { results } = await perform(visitor, [
      ['putFunction', 'cart.callback'],
      ['putDate', 'due', 'never'],
      ['put', 'marked', { $date: 'mine' }],
    ])
    assert.deepEqual(results, [
      {
        error:
          'The session cannot keep "cart.callback.inside": function values have no form in JSON',
      },
      { error: 'The session cannot keep "due": the date is invalid' },
      { error: 'The session cannot keep "marked.$date": the name marks a date' },
    ])
    assert.deepEqual(await contents(visitor), {})
  })

  test('what cannot be stored and got in by a change inside a value fails the save alone', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    await perform(visitor, [['put', 'cart', { n: 1 }]])
    const page = await perform(visitor, [['mutateToFunction', 'cart']])

    assert.equal(page.status, 500)
    assert.deepEqual(await contents(visitor), { cart: { n: 1 } })
  })

  test('increments what is no number never', async ({ assert }) => {
    const { results } = await perform(new Visitor(), [
      ['put', 'name', 'x'],
      ['increment', 'name'],
    ])
    assert.deepEqual(results[1], {
      error: 'Cannot increment "name". Existing value is not a number',
    })
  })

  test('a numeric segment makes an object, not an array of a million holes', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [
      ['put', 'books.1000000', true],
      ['put', 'books[3].note', 'x'],
      ['put', 'list', ['a']],
      ['put', 'list.1', 'b'],
      ['put', 'other', ['a']],
      ['put', 'other.1000000', 'z'],
    ])
    assert.deepEqual(await contents(visitor), {
      books: { 1000000: true, 3: { note: 'x' } },
      list: ['a', 'b'],
      other: { 0: 'a', 1000000: 'z' },
    })
    const [{ data }] = await sessionRows()
    assert.isBelow(data.length, 200)
  })

  test('keys that reach for the prototype change nothing', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [
      ['put', '__proto__.polluted', 1],
      ['put', 'a.__proto__.polluted', 1],
      ['put', 'constructor.prototype.polluted', 1],
      ['merge', JSON.parse('{"__proto__":{"polluted":1},"b":{"__proto__":{"polluted":1}}}')],
      ['increment', '__proto__.polluted'],
    ])
    assert.isUndefined(({} as { polluted?: number }).polluted)
    assert.isUndefined((Object as unknown as { polluted?: number }).polluted)

    const { results } = await perform(visitor, [
      ['get', 'toString'],
      ['has', 'constructor.name'],
      ['get', '__proto__'],
      ['has', 'valueOf'],
    ])
    assert.deepEqual(results, [null, false, null, false])
  })

  test('a path through a plain value replaces it', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [
      ['put', 'a', 5],
      ['put', 'a.b', 1],
    ])
    assert.deepEqual(await contents(visitor), { a: { b: 1 } })
  })
})
