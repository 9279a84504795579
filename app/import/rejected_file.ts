import { createWriteStream, type WriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { checkOutput } from '#files/output_file'
import ImportException from '#import/import_exception'
import { LIST_SEPARATOR } from '#import/json_reader'
import type { Row } from '#import/catalogue_file'

/** The list of rows that an import could not take; there is no such file where it took all. */
export class RejectedFile {
  #stream?: WriteStream
  #failure?: Error

  constructor(readonly path: string) {}

  async add(row: Row, names: string[]) {
    if (!this.#stream) {
      this.#stream = createWriteStream(await checkOutput(this.path))
      this.#stream.on('error', (error) => (this.#failure = error))
      this.#stream.write(stringify([['line', 'reason', ...names]]))
    }
    const cells = row.cells.map((cell) => cell.replaceAll(LIST_SEPARATOR, '; '))
    if (!this.#stream.write(stringify([[row.line, row.problem, ...cells]])) && !this.#failure) {
      await Promise.race([once(this.#stream, 'drain'), finished(this.#stream).catch(() => {})])
    }
  }

  /**
   * Ends the list, or removes that of a run before this one.
   *
   * @throws ImportException where it could not be written.
   */
  async end() {
    if (!this.#stream) return rm(this.path, { force: true })
    this.#stream.end()
    await finished(this.#stream).catch((error) => (this.#failure ??= error))
    if (this.#failure) {
      throw new ImportException(
        `the rejected rows could not be listed in ${this.path}: ${this.#failure.message}`
      )
    }
  }
}
