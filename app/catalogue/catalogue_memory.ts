/**
 * Keeps what was made of the catalogue until the catalogue changes.
 *
 * @see catalogueState, whose count of changes is read before `make` reads the catalogue
 */
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
