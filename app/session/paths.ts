import lodash from '@poppinss/utils/lodash'
import type { Values } from '#session/content'

/** The segments of a key such as `prefs.theme` or `prefs[theme]`. */
export function toPath(key: string): string[] {
  return /[.[]/.test(key) ? lodash.toPath(key) : [key]
}

/** The value at the path, or undefined; what objects inherit is not looked at. */
export function getAt(values: Values, path: string[]): unknown {
  let node: unknown = values
  for (const segment of path) {
    if (!isContainer(node) || !Object.hasOwn(node, segment)) return undefined
    node = node[segment]
  }
  return node
}

export function hasAt(values: Values, path: string[]) {
  const parent = getAt(values, path.slice(0, -1))
  return isContainer(parent) && Object.hasOwn(parent, path.at(-1)!)
}

/**
 * Puts the value there and makes objects on the way: never arrays, also for a numeric segment, and
 * an array that would get a hole becomes an object. Does nothing for a path through `__proto__`.
 */
export function setAt(values: Values, path: string[], value: unknown) {
  if (path.includes('__proto__')) return

  let node = values
  for (const [depth, segment] of path.slice(0, -1).entries()) {
    const next = Object.hasOwn(node, segment) ? node[segment] : undefined
    node = node[segment] = roomFor(next, path[depth + 1])
  }
  node[path.at(-1)!] = value
}

export function unsetAt(values: Values, path: string[]) {
  const parent = getAt(values, path.slice(0, -1))
  const last = path.at(-1)!
  if (Array.isArray(parent)) {
    if (Object.hasOwn(parent, last)) parent.splice(Number(last), 1)
  } else if (isContainer(parent)) {
    delete parent[last]
  }
}

function roomFor(container: unknown, segment: string): Values {
  if (!isContainer(container)) return {}
  if (!Array.isArray(container)) return container
  return /^\d+$/.test(segment) && Number(segment) <= container.length ? container : { ...container }
}

function isContainer(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !(value instanceof Date)
}
