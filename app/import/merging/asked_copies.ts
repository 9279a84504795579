const PAGE = 4_096

/**
 * How many copies a run has asked for of each book, and which books it has seen: four bytes a
 * book, so that a million books take four megabytes.
 */
export class AskedCopies {
  /** One more than the copies asked for; 0 for a book that no row was about. */
  #pages = new Map<number, Uint32Array>()

  has(bookId: number) {
    return this.#slot(bookId) > 0
  }

  of(bookId: number) {
    return Math.max(this.#slot(bookId) - 1, 0)
  }

  /** Notes one more row of the book, that stands for so many copies. */
  add(bookId: number, copies: number) {
    const number = Math.floor(bookId / PAGE)
    const page = this.#pages.get(number) ?? new Uint32Array(PAGE)
    this.#pages.set(number, page)
    page[bookId % PAGE] = Math.max(page[bookId % PAGE], 1) + copies
  }

  #slot(bookId: number) {
    return this.#pages.get(Math.floor(bookId / PAGE))?.[bookId % PAGE] ?? 0
  }
}
