import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from '@japa/runner'
import type { Values } from '#session/content'
import { type Increment, merge } from '#session/merge'
import { getAt, setAt, toPath, unsetAt } from '#session/paths'
import {
  type Leaves,
  type Operation,
  apply,
  build,
  effectsOf,
  leavesOf,
  operation,
  start,
} from '#tests/helpers/session_model'

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
          stored = merge(build(base), values, stored, { increments })
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
          stored = merge({ n: first }, { n: first + by }, stored, {
            increments: [increment],
          })
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

  test('what makes sense only whole stays whole: the later save, and nothing that one removed', ({
    assert,
  }) => {
    const whole = fc.option(fc.record({ a: fc.nat(2), b: fc.nat(1) }, { requiredKeys: [] }), {
      nil: undefined,
    })
    const contents = fc.record(
      { one: whole, many: fc.dictionary(fc.constantFrom('x', 'y'), whole) },
      { noNullPrototype: true }
    )
    const wholes = [['one'], ['many', '*']]
    fc.assert(
      fc.property(contents, contents, contents, (base, mine, theirs) => {
        const merged = merge(base, mine, theirs, { wholes }) as Partial<typeof base>
        const expected = (was: object | undefined, my?: object, their?: object) => {
          if (isDeepStrictEqual(my, was)) return their
          if (isDeepStrictEqual(their, was)) return my
          return was && !(my && their) ? undefined : my
        }
        assert.deepEqual(merged.one, expected(base.one, mine.one, theirs.one))
        for (const key of ['x', 'y']) {
          assert.deepEqual(
            merged.many?.[key],
            expected(base.many[key], mine.many[key], theirs.many[key])
          )
        }
      }),
      { numRuns: 3000 }
    )
  })

  test('a key named __proto__ goes nowhere', ({ assert }) => {
    const evil = JSON.parse('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}}}')
    const merged = merge({}, evil, { b: 1, a: { c: 1 } })
    assert.isUndefined((merged as { polluted?: number }).polluted)
    assert.isUndefined((merged.a as { polluted?: number }).polluted)
    assert.deepEqual(merged, { b: 1, a: { c: 1 } })
  })
})
