import { freezeTime, test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import {
  type Step,
  contents,
  gate,
  perform,
  sessionRows,
  statementsOf,
} from '#tests/helpers/session_program'
import { isInRedis } from '#tests/helpers/session_rows'
import { Visitor } from '#tests/helpers/visitor'

/** One request does its steps while another, of the same session, begins and ends; then it saves. */
async function whileWaiting(visitor: Visitor, slow: Step[], quick: Step[]) {
  const { arrived, open } = gate('slow')
  const pending = perform(visitor, [...slow, ['wait', 'slow']])
  await arrived
  const second = await perform(visitor, quick)
  open()
  return { first: await pending, second }
}

test.group('Session | requests at the same time', (group) => {
  group.each.setup(emptyLibrary)

  async function begun(steps: Step[]) {
    const visitor = new Visitor()
    await perform(visitor, steps)
    return visitor
  }

  test('counts 20 visits of one browser at once, and the one before', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.visit('/')
    await Promise.all(Array.from({ length: 20 }, () => visitor.visit('/')))

    const page = await visitor.visit('/')
    assert.include(page.text(), 'You have visited this page 21 times.')
  })

  test('adds increments and decrements up', async ({ assert }) => {
    const visitor = await begun([['put', 'n', 10]])
    await whileWaiting(
      visitor,
      [
        ['increment', 'n', 5],
        ['increment', 'n', 0.5],
        ['increment', 'mine.deep'],
      ],
      [
        ['decrement', 'n', 2],
        ['increment', 'n'],
        ['increment', 'mine.deep', 3],
      ]
    )
    assert.deepEqual(await contents(visitor), { n: 14.5, mine: { deep: 4 } })
  })

  test('keeps the keys that only one of them changed, nested keys too', async ({ assert }) => {
    const visitor = await begun([['put', 'prefs', { size: 20, sort: 'title' }]])
    await whileWaiting(
      visitor,
      [
        ['put', 'prefs.size', 50],
        ['put', 'slow', 1],
      ],
      [
        ['put', 'prefs.sort', 'author'],
        ['put', 'prefs.new', 1],
        ['put', 'quick', 2],
      ]
    )
    assert.deepEqual(await contents(visitor), {
      prefs: { size: 50, sort: 'author', new: 1 },
      slow: 1,
      quick: 2,
    })
  })

  test('keeps what both began under one key', async ({ assert }) => {
    const visitor = await begun([['put', 'a', 1]])
    await whileWaiting(visitor, [['put', 'list.7', true]], [['put', 'list.12', true]])

    assert.deepEqual(await contents(visitor), { a: 1, list: { 7: true, 12: true } })
  })

  test('a key that both set keeps the later save', async ({ assert }) => {
    const visitor = await begun([['put', 'theme', 'light']])
    await whileWaiting(visitor, [['put', 'theme', 'saved later']], [['put', 'theme', 'earlier']])

    assert.deepEqual(await contents(visitor), { theme: 'saved later' })
  })

  test('an increment counts on from a number that the other set', async ({ assert }) => {
    const visitor = await begun([['put', 'n', 1]])
    await whileWaiting(visitor, [['increment', 'n']], [['put', 'n', 100]])

    assert.deepEqual(await contents(visitor), { n: 101 })
  })

  test('a number that is set after an increment is set, not added', async ({ assert }) => {
    const visitor = await begun([['put', 'n', 1]])
    await whileWaiting(
      visitor,
      [
        ['increment', 'n'],
        ['put', 'n', 7],
      ],
      [['increment', 'n', 50]]
    )
    assert.deepEqual(await contents(visitor), { n: 7 })
  })

  test('what one removed stays removed while the other changes other things', async ({
    assert,
  }) => {
    const visitor = await begun([
      ['put', 'a', 1],
      ['put', 'b', { x: 1, y: 2 }],
      ['put', 'c', 3],
    ])
    await whileWaiting(
      visitor,
      [
        ['put', 'c', 4],
        ['put', 'b.x', 5],
      ],
      [
        ['forget', 'a'],
        ['forget', 'b'],
      ]
    )
    assert.deepEqual(await contents(visitor), { b: { x: 5 }, c: 4 })
  })

  test('what one removed is there again when the other set it anew', async ({ assert }) => {
    const visitor = await begun([
      ['put', 'a', 1],
      ['put', 'b', 1],
      ['put', 'rest', 1],
    ])
    await whileWaiting(
      visitor,
      [
        ['forget', 'a'],
        ['put', 'b', 2],
      ],
      [
        ['put', 'a', 2],
        ['forget', 'b'],
      ]
    )
    assert.deepEqual(await contents(visitor), { a: 2, b: 2, rest: 1 })
  })

  test('a session that the other flushed does not come back', async ({ assert }) => {
    const visitor = await begun([
      ['put', 'secret', 1],
      ['put', 'n', 41],
    ])
    const { first } = await whileWaiting(
      visitor,
      [['increment', 'n'], ['put', 'mine', 1], ['id']],
      [['flush']]
    )

    assert.deepEqual(await contents(visitor), { n: 1, mine: 1 })
    const { results } = await perform(visitor, [['id']])
    assert.notEqual(results[0], first.results[2])
    assert.lengthOf(await sessionRows(), 1)
  })

  test('a session that the other flushed is gone for a request that only read it', async ({
    assert,
  }) => {
    const visitor = await begun([['put', 'secret', 1]])
    const { first } = await whileWaiting(visitor, [['get', 'secret']], [['flush']])

    assert.isEmpty(first.cookies)
    assert.isEmpty(await sessionRows())
  })

  test('a session that was deleted from the table does not come back', async ({ assert }) => {
    const visitor = await begun([['put', 'secret', 1]])
    const { arrived, open } = gate('deleted')
    const pending = perform(visitor, [
      ['wait', 'deleted'],
      ['put', 'mine', 1],
    ])
    await arrived
    await emptyLibrary()
    open()
    await pending

    assert.deepEqual(await contents(visitor), { mine: 1 })
  })

  test('flush wins over what the other saved meanwhile', async ({ assert }) => {
    const visitor = await begun([['put', 'secret', 1]])
    await whileWaiting(visitor, [['flush']], [['put', 'other', 2]])

    assert.isEmpty(await sessionRows())
    assert.deepEqual(await contents(visitor), {})
  })

  test('clear forgets what it saw and leaves what the other began', async ({ assert }) => {
    const visitor = await begun([
      ['put', 'a', 1],
      ['put', 'b', 1],
    ])
    await whileWaiting(visitor, [['clear']], [['put', 'new', 2]])

    assert.deepEqual(await contents(visitor), { new: 2 })
  })

  test('an expiry that one of them set stays, and so do the values of the other', async ({
    assert,
  }) => {
    const visitor = await begun([['put', 'a', 1]])
    await whileWaiting(visitor, [['put', 'b', 2]], [['setExpiry', 600]])

    const { results } = await perform(visitor, [['expiryAge'], ['all']])
    assert.deepEqual(results, [600, { a: 1, b: 2 }])
    const [row] = await sessionRows()
    assert.closeTo(row.expires_at, Date.now() + 600_000, 5000)
  })

  test('a new id keeps what the other saved before', async ({ assert }) => {
    const visitor = await begun([['put', 'a', 1]])
    await whileWaiting(visitor, [['regenerate']], [['put', 'b', 2]])

    assert.deepEqual(await contents(visitor), { a: 1, b: 2 })
    assert.lengthOf(await sessionRows(), 1)
  })

  test('a request under way follows the session to its new id', async ({ assert }) => {
    const visitor = await begun([['put', 'a', 1]])
    const { first } = await whileWaiting(visitor, [['put', 'b', 2]], [['regenerate']])

    assert.isEmpty(first.cookies)
    assert.deepEqual(await contents(visitor), { a: 1, b: 2 })
    assert.lengthOf(await sessionRows(), 1)
  })

  test('of two that give it a new id, the visitor gets one, with the changes of both', async ({
    assert,
  }) => {
    const visitor = await begun([['put', 'a', 1]])
    await whileWaiting(
      visitor,
      [['regenerate'], ['increment', 'a']],
      [['regenerate'], ['increment', 'a']]
    )
    assert.deepEqual(await contents(visitor), { a: 3 })
    assert.lengthOf(await sessionRows(), 1)
  })

  test('increments add up though one of the requests forgot all that there was', async ({
    assert,
  }) => {
    for (const last of [['forget', 'n'], ['clear'], ['flush']] as Step[]) {
      const visitor = await begun([['put', 'n', 10]])
      const gates = Array.from({ length: 4 }, (_, index) => gate(`${last[0]}${index}`))
      const pending = gates.map((_, index) =>
        perform(visitor, [
          ['increment', 'n'],
          ['wait', `${last[0]}${index}`],
        ])
      )
      await Promise.all(gates.map(({ arrived }) => arrived))
      await perform(visitor, [last])
      for (const { open } of gates) open()
      await Promise.all(pending)

      assert.deepEqual(await contents(visitor), { n: 4 }, String(last))
      assert.lengthOf(await sessionRows(), 1)
      await emptyLibrary()
    }
  })

  test('what was put after a flush and what others did meanwhile are one session', async ({
    assert,
  }) => {
    const visitor = await begun([['put', 'secret', 1]])
    await whileWaiting(visitor, [['put', 'mine', 1]], [['flush'], ['put', 'later', 2]])
    assert.deepEqual(await contents(visitor), { mine: 1, later: 2 })
    assert.lengthOf(await sessionRows(), 1)
  })

  test('an end with the browser stays, though the other renewed the cookie', async ({ assert }) => {
    freezeTime(new Date('2026-11-23T12:00:00Z'))
    const visitor = await begun([['put', 'a', 1]])
    freezeTime(new Date('2026-11-28T12:00:00Z'))
    const { first } = await whileWaiting(visitor, [['put', 'b', 2]], [['setExpiry', 0]])

    for (const cookie of first.cookies) assert.notInclude(cookie, 'Max-Age')
    const { results } = await perform(visitor, [['expiresAtBrowserClose'], ['all']])
    assert.deepEqual(results, [true, { a: 1, b: 2 }])
  })

  test('no lock is held while a page is made', async ({ assert }) => {
    const visitor = await begun([['put', 'a', 1]])
    const { arrived, open } = gate('held')
    const slow = perform(visitor, [
      ['put', 'a', 2],
      ['wait', 'held'],
    ])
    await arrived

    const statements = await statementsOf(async () => {
      await perform(visitor, [['put', 'b', 1]])
      await visitor.visit('/')
    })
    assert.notInclude(statements.join('\n').toLowerCase(), 'begin')
    open()
    await slow
    assert.deepInclude(await contents(visitor), { a: 2, b: 1, visits: 1 })
  })

  test('a save that missed takes a bounded number of statements', async ({ assert }) => {
    const visitor = await begun([['put', 'n', 1]])
    const { arrived, open } = gate('bounded')
    const slow = perform(visitor, [
      ['increment', 'n'],
      ['wait', 'bounded'],
    ])
    await arrived
    await perform(visitor, [['increment', 'n']])

    const statements = await statementsOf(async () => {
      open()
      await slow
    })
    assert.deepEqual(
      statements.map((sql) => sql.toLowerCase().match(/^\w+/)![0]),
      ['update', 'select', 'update']
    )
  }).skip(isInRedis, 'Counts SQL statements')
})
