import fc from 'fast-check'
import { test } from '@japa/runner'
import type { Values } from '#session/content'
import { type Increment, merge } from '#session/merge'
import { getAt, setAt, toPath, unsetAt } from '#session/paths'

type Operation =
  | { do: 'put'; key: string; value: number | string }
  | { do: 'forget'; key: string }
  | { do: 'increment'; key: string; by: number }

const KEYS = ['a', 'b', 'n', 'o.x', 'o.y', 'o.deep.z', '7.1']

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    do: fc.constant('put' as const),
    key: fc.constantFrom(...KEYS),
    value: fc.oneof(fc.integer(), fc.string()),
  }),
  fc.record({ do: fc.constant('forget' as const), key: fc.constantFrom(...KEYS) }),
  fc.record({
    do: fc.constant('increment' as const),
    key: fc.constantFrom(...KEYS),
    by: fc.integer({ min: -50, max: 50 }),
  })
)

const start = fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(fc.integer(), fc.string()))

/** The leaves of the model: each key with its value, and nothing else. */
type Leaves = Map<string, number | string>

/** What one program made of one leaf, by the words of the contract. */
type Effect = { set: number | string } | { by: number } | 'removed' | 'untouched'

function build(leaves: Leaves) {
  const values: Values = {}
  for (const [key, value] of leaves) setAt(values, toPath(key), value)
  return values
}

function leavesOf(values: Values): Leaves {
  const leaves: Leaves = new Map()
  for (const key of KEYS) {
    const value = getAt(values, toPath(key))
    if (value !== undefined) leaves.set(key, value as number | string)
  }
  return leaves
}

/** Runs the program as a session does: on values, with increments noted. */
function run(base: Leaves, program: Operation[]) {
  const values = build(base)
  let increments: Increment[] = []
  for (const step of program) {
    const path = toPath(step.key)
    const before = getAt(values, path) as number | string | undefined
    const earlier = increments.find((one) => one.path.join() === path.join())
    increments = increments.filter((one) => one !== earlier)
    if (step.do === 'put') setAt(values, path, step.value)
    else if (step.do === 'forget') unsetAt(values, path)
    else if (typeof before !== 'string') {
      const after = (before ?? 0) + step.by
      setAt(values, path, after)
      const grown = earlier?.after === before ? earlier : undefined
      increments.push({
        path,
        before: grown ? grown.before : before,
        by: (grown?.by ?? 0) + step.by,
        after,
      })
    }
  }
  return { values, increments }
}

/** The same program, leaf by leaf, in the words of the contract. */
function effectsOf(base: Leaves, program: Operation[]) {
  const effects = new Map<string, Effect>()
  for (const key of KEYS) {
    let value = base.get(key)
    let effect: Effect = 'untouched'
    for (const step of program.filter((one) => one.key === key)) {
      if (step.do === 'put') {
        value = step.value
        effect = { set: step.value }
      } else if (step.do === 'forget') {
        value = undefined
        effect = 'removed'
      } else if (typeof value !== 'string') {
        value = (value ?? 0) + step.by
        effect = addTo(effect, step.by, value)
      }
      const isBack = value === base.get(key) && !(typeof effect === 'object' && 'by' in effect)
      if (isBack) effect = 'untouched'
    }
    effects.set(key, effect)
  }
  return effects
}

function addTo(effect: Effect, by: number, value: number): Effect {
  if (effect === 'untouched') return { by }
  return typeof effect === 'object' && 'by' in effect ? { by: effect.by + by } : { set: value }
}

function apply(stored: Leaves, base: Leaves, effects: Map<string, Effect>) {
  const result = new Map(stored)
  for (const [key, effect] of effects) {
    const [before, theirs] = [base.get(key), stored.get(key)]
    if (effect === 'untouched') continue
    if (effect === 'removed') {
      if (theirs === before) result.delete(key)
    } else if ('set' in effect) {
      result.set(key, effect.set)
    } else if (effect.by !== 0 || before === undefined) {
      const from = typeof theirs === 'string' ? (before as number | undefined) : theirs
      result.set(key, (from ?? 0) + effect.by)
    }
  }
  return result
}

test.group('Session | merge', () => {
  test('any number of programs at the same time end as the contract says', ({ assert }) => {
    const programs = fc.array(fc.array(operation, { maxLength: 6 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(start, programs, (initial, requests) => {
        const base: Leaves = new Map(Object.entries(initial))
        let stored = build(base)
        let expected = base
        for (const program of requests) {
          const { values, increments } = run(base, program)
          stored = merge(build(base), values, stored, increments)
          expected = apply(expected, base, effectsOf(base, program))
        }
        assert.deepEqual(Object.fromEntries(leavesOf(stored)), Object.fromEntries(expected))
      }),
      { numRuns: 3000 }
    )
  })

  test('increments add up in whatever order they are saved', ({ assert }) => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer(), { minLength: 1 }), (first, sums) => {
        let stored: Values = { n: first }
        for (const by of sums) {
          const increment = { path: ['n'], before: first, by, after: first + by }
          stored = merge({ n: first }, { n: first + by }, stored, [increment])
        }
        assert.equal(
          stored.n,
          sums.reduce((total, by) => total + by, first)
        )
      })
    )
  })

  test('a request alone gets what it made, and one that changed nothing changes nothing', ({
    assert,
  }) => {
    const values = fc.object({ key: fc.string().filter((key) => key !== '__proto__') })
    fc.assert(
      fc.property(values, values, (base, other) => {
        const plain = (value: object) => JSON.parse(JSON.stringify(value)) as Values
        assert.deepEqual(merge(plain(base), plain(other), plain(base)), plain(other))
        assert.deepEqual(merge(plain(base), plain(base), plain(other)), plain(other))
      })
    )
  })

  test('lists are values: of two that changed the same list, the later save stays', ({
    assert,
  }) => {
    assert.deepEqual(merge({ l: [1] }, { l: [1, 2] }, { l: [1, 3] }), { l: [1, 2] })
  })

  test('a key named __proto__ goes nowhere', ({ assert }) => {
    const evil = JSON.parse('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}}}')
    const merged = merge({}, evil, { b: 1, a: { c: 1 } })
    assert.isUndefined((merged as { polluted?: number }).polluted)
    assert.isUndefined((merged.a as { polluted?: number }).polluted)
    assert.deepEqual(merged, { b: 1, a: { c: 1 } })
  })
})
