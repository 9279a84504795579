import { isDeepStrictEqual } from 'node:util'
import { type Values, isPlainObject } from '#session/content'

/** A sum that was added to the number at a path: what was there before, and what then. */
export interface Increment {
  path: string[]
  before: number | undefined
  by: number
  after: number
}

/**
 * Brings together what two requests made of one session.
 *
 * @param base What this request read
 * @param mine What this request made of it
 * @param theirs What is stored now
 * @param increments The sums by which this request changed numbers
 */
export function merge(base: Values, mine: Values, theirs: Values, increments: Increment[] = []) {
  return mergeKeys(base, mine, theirs, increments, 0)
}

function mergeKeys(
  base: Values,
  mine: Values,
  theirs: Values,
  increments: Increment[],
  depth: number
) {
  const merged: Values = {}
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    if (key === '__proto__') continue
    const value = mergeValue(
      own(base, key),
      own(mine, key),
      own(theirs, key),
      increments.filter(({ path }) => path[depth] === key),
      depth + 1
    )
    if (value !== undefined) merged[key] = value
  }
  return merged
}

/** In all three, undefined stands for a key that is not there. */
function mergeValue(
  base: unknown,
  mine: unknown,
  theirs: unknown,
  increments: Increment[],
  depth: number
): unknown {
  if (isDeepStrictEqual(mine, base)) return theirs
  if (isDeepStrictEqual(theirs, base)) return mine

  if ([base, mine, theirs].every((value) => value === undefined || isPlainObject(value))) {
    const merged = mergeKeys(objectOf(base), objectOf(mine), objectOf(theirs), increments, depth)
    const removed = mine === undefined || theirs === undefined
    return removed && Object.keys(merged).length === 0 ? undefined : merged
  }

  const increment = increments.find(
    ({ path, before, after }) => path.length === depth && before === base && after === mine
  )
  if (increment && (theirs === undefined || typeof theirs === 'number')) {
    return (theirs ?? 0) + increment.by
  }
  return mine === undefined ? theirs : mine
}

function own(values: Values, key: string) {
  return Object.hasOwn(values, key) ? values[key] : undefined
}

function objectOf(value: unknown) {
  return (value ?? {}) as Values
}
