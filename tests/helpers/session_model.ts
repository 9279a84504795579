import fc from 'fast-check'
import type { Values } from '#session/content'
import { getAt, setAt, toPath } from '#session/paths'

export type Operation =
  | { do: 'put'; key: string; value: number | string }
  | { do: 'forget'; key: string }
  | { do: 'increment'; key: string; by: number }

export const KEYS = ['a', 'b', 'n', 'o.x', 'o.y', 'o.deep.z', '7.1']

export const operation: fc.Arbitrary<Operation> = fc.oneof(
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

export const start = fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(fc.integer(), fc.string()))

/** The leaves of the model: each key with its value, and nothing else. */
export type Leaves = Map<string, number | string>

/** What one program made of one leaf, by the words of the contract. */
type Effect = { set: number | string } | { by: number } | 'removed' | 'untouched'

export function build(leaves: Leaves) {
  const values: Values = {}
  for (const [key, value] of leaves) setAt(values, toPath(key), value)
  return values
}

export function leavesOf(values: Values): Leaves {
  const leaves: Leaves = new Map()
  for (const key of KEYS) {
    const value = getAt(values, toPath(key))
    if (value !== undefined) leaves.set(key, value as number | string)
  }
  return leaves
}

/** What a program does, leaf by leaf, in the words of the contract. */
export function effectsOf(base: Leaves, program: Operation[]) {
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

/** What is stored once these effects are saved, of a request that read `base`. */
export function apply(stored: Leaves, base: Leaves, effects: Map<string, Effect>) {
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
