import { isDeepStrictEqual } from 'node:util'
import type { Increment } from '#session/merge'

/** The sums by which a request changed numbers, as far as they are sums still. */
export class Increments {
  all: Increment[] = []

  /** A sum on top of an earlier one is one sum. */
  add(path: string[], before: number | undefined, by: number) {
    const after = (before ?? 0) + by
    const earlier = this.all.find((one) => isDeepStrictEqual(one.path, path))
    this.drop(path)
    this.all.push(
      earlier && earlier.after === before
        ? { ...earlier, by: earlier.by + by, after }
        : { path, before, by, after }
    )
  }

  /** A value that is set at, above or below a sum is no sum any more. */
  drop(path: string[]) {
    this.all = this.all.filter((increment) => {
      const shared = Math.min(path.length, increment.path.length)
      return path.slice(0, shared).some((segment, depth) => segment !== increment.path[depth])
    })
  }
}
