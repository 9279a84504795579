/** Keeps what was made of the catalogue until it changes, as the count of catalogueState tells. */
export class CatalogueMemory<T> {
  #changes = -1
  #made: Promise<T> | undefined

  at(changes: number, make: () => Promise<T>) {
    if (!this.#made || this.#changes !== changes) {
      this.#changes = changes
      this.#made = make()
      this.#made.catch(() => (this.#made = undefined))
    }
    return this.#made
  }
}
