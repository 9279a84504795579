import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import { contents, gate, perform, sessionRows } from '#tests/helpers/session_program'
import { Visitor } from '#tests/helpers/visitor'

const KB = 1024
const CEILING = 64 * KB

async function size() {
  const [{ data }] = await sessionRows()
  return Buffer.byteLength(data)
}

test.group('Session | ceiling', (group) => {
  group.each.setup(emptyLibrary)

  test('what can be made anew goes first, one thing after the other', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [
      ['put', 'kept', 'k'.repeat(20 * KB)],
      ['put', 'preferences', 'p'],
      ['put', 'recent_books', 'b'.repeat(20 * KB)],
      ['put', 'recent_searches', 's'.repeat(20 * KB)],
    ])
    const page = await perform(visitor, [['put', 'more', 'm'.repeat(20 * KB)]])
    assert.equal(page.status, 200)
    const { results: first } = await perform(visitor, [['keys']])
    assert.sameMembers(first[0] as string[], ['kept', 'preferences', 'recent_books', 'more'])
    assert.isAtMost(await size(), CEILING)

    await perform(visitor, [['put', 'yet more', 'y'.repeat(20 * KB)]])
    const { results: second } = await perform(visitor, [['keys']])
    assert.sameMembers(second[0] as string[], ['kept', 'preferences', 'more', 'yet more'])
    assert.isAtMost(await size(), CEILING)
  })

  test('counts bytes, in a new session too', async ({ assert }) => {
    const visitor = new Visitor()
    await perform(visitor, [
      ['put', 'recent_books', 'ü'.repeat(32 * KB)],
      ['put', 'kept', 1],
    ])
    assert.deepEqual(await contents(visitor), { kept: 1 })
  })

  test('nothing is saved of a form for which there is no room, and it gets a clear sentence', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const before = { kept: 'k'.repeat(60 * KB), recent_books: 'b' }
    await perform(visitor, [['merge', before]])
    const refused = await perform(visitor, [
      ['put', 'more', 'm'.repeat(8 * KB)],
      ['put', 'little', 1],
    ])
    assert.equal(refused.status, 422)
    assert.equal(refused.text('h1'), 'There is no room for more')
    assert.include(refused.text('.lede'), 'Nothing was lost.')
    assert.deepEqual(await contents(visitor), before)

    const newcomer = await perform(new Visitor(), [['put', 'more', 'm'.repeat(65 * KB)]])
    assert.equal(newcomer.status, 422)
    assert.isEmpty(newcomer.cookies)
    const flushed = await perform(visitor, [['flush'], ['put', 'more', 'm'.repeat(65 * KB)]])
    assert.equal(flushed.status, 422)
    assert.deepEqual(await contents(visitor), before)
  })

  test('a page for which there is no room is shown all the same', async ({ assert }) => {
    const visitor = new Visitor()
    const before = { kept: 'k'.repeat(CEILING - 50) }
    await perform(visitor, [['merge', before]])
    const page = await visitor.visit('/')
    assert.equal(page.status, 200)
    assert.equal(page.text('h1'), 'What would you like to read?')
    assert.deepEqual(await contents(visitor), before)
  })

  for (const [name, last] of [
    ['the session', []],
    ['the session under its new id', [['regenerate']]],
  ] as [string, [string][]][]) {
    test(`holds for what two requests made of ${name} at the same time`, async ({ assert }) => {
      const visitor = new Visitor()
      await perform(visitor, [['put', 'kept', 1]])
      const whileWaiting = async (mine: object, theirs: object) => {
        const { arrived, open } = gate('merge')
        const pending = perform(visitor, [['merge', mine], ['wait', 'merge'], ...last])
        await arrived
        await perform(visitor, [['merge', theirs]])
        open()
        return pending
      }
      const mine = { a: 'a'.repeat(30 * KB) }
      const theirs = { b: 'b'.repeat(20 * KB), recent_books: 't'.repeat(20 * KB) }
      const merged = await whileWaiting(mine, theirs)
      assert.equal(merged.status, 200)
      const { results } = await perform(visitor, [['keys']])
      assert.sameMembers(results[0] as string[], ['kept', 'a', 'b'])
      assert.isAtMost(await size(), CEILING)

      const refused = await whileWaiting(
        { c: 'c'.repeat(10 * KB), d: 1 },
        { e: 'e'.repeat(10 * KB) }
      )
      assert.equal(refused.status, 422)
      const { results: after } = await perform(visitor, [['keys']])
      assert.sameMembers(after[0] as string[], ['kept', 'a', 'b', 'e'])
      assert.isAtMost(await size(), CEILING)
    })
  }
})
