import { isDeepStrictEqual } from 'node:util'
import { type Values, isPlainObject } from '#session/content'

/** A sum that was added to the number at a path: what was there before, and what then. */
export interface Increment {
  path: string[]
  before: number | undefined
  by: number
  after: number
}

/** What is to be known of the values besides how they look. */
export interface Rules {
  /** The sums by which this request changed numbers. */
  increments?: Increment[]
  /** The paths of objects that make sense only as a whole; `*` stands for any one segment. */
  wholes?: string[][]
}

/**
 * Brings together what two requests made of one session.
 *
 * @param base What this request read
 * @param mine What this request made of it
 * @param theirs What is stored now
 */
export function merge(base: Values, mine: Values, theirs: Values, rules: Rules = {}) {
  const { increments = [], wholes = [] } = rules
  return mergeKeys(base, mine, theirs, { increments, wholes }, 0)
}

function mergeKeys(
  base: Values,
  mine: Values,
  theirs: Values,
  { increments, wholes }: Required<Rules>,
  depth: number
) {
  const merged: Values = {}
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    if (key === '__proto__') continue
    const value = mergeValue(
      own(base, key),
      own(mine, key),
      own(theirs, key),
      {
        increments: increments.filter(({ path }) => path[depth] === key),
        wholes: wholes.filter((path) => path[depth] === key || path[depth] === '*'),
      },
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
  rules: Required<Rules>,
  depth: number
): unknown {
  if (isDeepStrictEqual(mine, base)) return theirs
  if (isDeepStrictEqual(theirs, base)) return mine

  if (rules.wholes.some((path) => path.length === depth)) {
    const wasRemoved = base !== undefined && (mine === undefined || theirs === undefined)
    return wasRemoved ? undefined : mine
  }

  if ([base, mine, theirs].every((value) => value === undefined || isPlainObject(value))) {
    const merged = mergeKeys(objectOf(base), objectOf(mine), objectOf(theirs), rules, depth)
    const removed = mine === undefined || theirs === undefined
    return removed && Object.keys(merged).length === 0 ? undefined : merged
  }

  const increment = rules.increments.find(
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
