const PAGE = 4_096

/**
 * How many copies a run has asked for of each book, and which books it has
 * seen: four bytes a book, so that a million books take four megabytes.
 */
export class Tally {
  #pages = new Map<number, Uint32Array>()

  has(id: number) {
    return this.#slot(id) > 0
  }

  copies(id: number) {
    return Math.max(this.#slot(id) - 1, 0)
  }

  /** Notes one more row of the book, that stands for so many copies. */
  add(id: number, copies: number) {
    const number = Math.floor(id / PAGE)
    let page = this.#pages.get(number)
    if (!page) this.#pages.set(number, (page = new Uint32Array(PAGE)))
    page[id % PAGE] = Math.max(page[id % PAGE], 1) + copies
  }

  #slot(id: number) {
    return this.#pages.get(Math.floor(id / PAGE))?.[id % PAGE] ?? 0
  }
}
