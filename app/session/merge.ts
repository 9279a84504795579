import { isDeepStrictEqual } from 'node:util'
import { type Values, isPlainObject } from '#session/content'
import { getAt } from '#session/paths'

/** A sum that was added to the number at a path: what was there before, and what then. */
export interface Increment {
  path: string[]
  before: number | undefined
  by: number
  after: number
}

export interface Rules {
  increments?: Increment[]
  /** Paths of objects that make sense only as a whole; `*` stands for any one segment. */
  wholes?: string[][]
}

/** `base` is what this request read, `mine` what it made of that, `theirs` what is stored now. */
export function merge(
  base: Values,
  mine: Values,
  theirs: Values,
  rules: Rules = {},
  path: string[] = []
) {
  const merged: Values = {}
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    if (key === '__proto__') continue
    const [was, is, other] = [base, mine, theirs].map((values) => getAt(values, [key]))
    const value = mergeValue(was, is, other, rules, [...path, key])
    if (value !== undefined) merged[key] = value
  }
  return merged
}

/** In all three, undefined stands for a key that is not there. */
function mergeValue(base: unknown, mine: unknown, theirs: unknown, rules: Rules, path: string[]) {
  if (isDeepStrictEqual(mine, base)) return theirs
  if (isDeepStrictEqual(theirs, base)) return mine

  const wasRemoved = mine === undefined || theirs === undefined
  if (rules.wholes?.some((whole) => matches(whole, path))) {
    return wasRemoved && base !== undefined ? undefined : mine
  }

  const values = [base, mine, theirs].map((value) => (value === undefined ? {} : value))
  if (values.every(isPlainObject)) {
    const merged = merge(values[0], values[1], values[2], rules, path)
    return wasRemoved && Object.keys(merged).length === 0 ? undefined : merged
  }

  const increment = rules.increments?.find(
    (one) => isDeepStrictEqual(one.path, path) && one.before === base && one.after === mine
  )
  if (increment && (theirs === undefined || typeof theirs === 'number')) {
    return (theirs ?? 0) + increment.by
  }
  return mine === undefined ? theirs : mine
}

function matches(whole: string[], path: string[]) {
  const isSame = whole.every((segment, depth) => segment === '*' || segment === path[depth])
  return isSame && whole.length === path.length
}
