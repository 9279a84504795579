import fc from 'fast-check'
import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import {
  type Leaves,
  type Operation,
  KEYS,
  apply,
  effectsOf,
  leavesOf,
  operation,
  start,
} from '#tests/helpers/session_model'
import { type Step, contents, gate, perform } from '#tests/helpers/session_program'
import { Visitor } from '#tests/helpers/visitor'

/** A request: what it does, perhaps a flush and more, and perhaps a new id for the session. */
interface Program {
  first: Operation[]
  then: { call: 'flush' | 'clear'; operations: Operation[] } | null
  regenerates: boolean
}

const operations = fc.array(operation, { maxLength: 4 })

const program: fc.Arbitrary<Program> = fc.record({
  first: operations,
  then: fc.option(fc.record({ call: fc.constantFrom('flush', 'clear'), operations }), { freq: 4 }),
  regenerates: fc.boolean(),
})

const session = fc.record({
  initial: start,
  programs: fc.array(program, { minLength: 2, maxLength: 4 }),
})

function toStep(one: Operation): Step {
  switch (one.do) {
    case 'put':
      return ['put', one.key, one.value]
    case 'forget':
      return ['forget', one.key]
    case 'increment':
      return ['increment', one.key, one.by]
  }
}

function toSteps({ first, then, regenerates }: Program): Step[] {
  return [
    ...first.map(toStep),
    ...(regenerates ? [['regenerate'] as Step] : []),
    ...(then ? [[then.call] as Step, ...then.operations.map(toStep)] : []),
  ]
}

/** What the contract says of requests that all read `base` and are saved in this order. */
function expectedOf(base: Leaves, programs: Program[]) {
  let stored = base
  for (const { first, then } of programs) {
    if (then?.call === 'flush') {
      const nothing: Leaves = new Map()
      stored = apply(nothing, nothing, effectsOf(nothing, then.operations))
    } else {
      const cleared: Operation[] = then ? KEYS.map((key) => ({ do: 'forget', key })) : []
      const done = [...first, ...cleared, ...(then?.operations ?? [])]
      stored = apply(stored, base, effectsOf(base, done))
    }
  }
  return Object.fromEntries(stored)
}

let runs = 0

/** Lets all programs read the session, then saves one after the other; gives what is there in the end. */
async function runAtOnce({ initial, programs }: { initial: object; programs: Program[] }) {
  const visitor = new Visitor()
  await perform(
    visitor,
    Object.entries({ begun: true, ...initial }).map(([key, value]): Step => ['put', key, value])
  )
  const name = `program ${runs++}`
  const requests = programs.map((one, index) => {
    const { arrived, open } = gate(`${name}.${index}`)
    const answer = perform(visitor, [...toSteps(one), ['wait', `${name}.${index}`]])
    return { arrived, open, answer }
  })
  await Promise.all(requests.map(({ arrived }) => arrived))
  for (const { open, answer } of requests) {
    open()
    await answer
  }
  return Object.fromEntries(leavesOf((await contents(visitor)) as Record<string, unknown>))
}

test.group('Session | random programs', (group) => {
  group.each.setup(emptyLibrary)

  test('in parallel sessions, each at the same time as others of its session, end as the contract says', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(session, session, async (one, other) => {
        const ends = await Promise.all([one, other].map(runAtOnce))
        const expected = [one, other].map(({ initial, programs }) =>
          expectedOf(new Map(Object.entries(initial)), programs)
        )
        assert.deepEqual(ends, expected)
      }),
      { numRuns: 60 }
    )
  }).timeout(60_000)

  test('that only add up and add keys of their own lose nothing, in whatever order they are saved', async ({
    assert,
  }) => {
    const sums = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.integer(), sums, async (first, all) => {
        const visitor = new Visitor()
        await perform(visitor, [['put', 'n', first]])
        await Promise.all(
          all.map((by, index) =>
            perform(visitor, [
              ['increment', 'n', by],
              ['put', `own.${index}`, by],
            ])
          )
        )
        assert.deepEqual(await contents(visitor), {
          n: all.reduce((total, by) => total + by, first),
          own: Object.fromEntries(Object.entries(all)),
        })
      }),
      { numRuns: 30 }
    )
  })
})
