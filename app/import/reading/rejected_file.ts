import { createWriteStream, type WriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import ImportException from '#import/import_exception'
import { LIST_SEPARATOR } from '#import/reading/json_reader'
import { toCsv, unguard } from '#import/formats/own'
import type { RawRecord } from '#import/reading/csv_reader'

/** What stands before the columns of the file that the rows are of. */
const ADDED = ['line', 'reason']

/** The list of rows that an import could not take; there is no such file where it took all. */
export class RejectedFile {
  #stream?: WriteStream
  #failure?: Error

  /** The line of the book that the last row belongs to. */
  #book?: number

  constructor(readonly path: string) {}

  /** @param row With the row of its book where it is a copy of one that was taken, since a copy needs that before it */
  async add(row: RawRecord & { book?: RawRecord }, names: string[]) {
    if (!this.#stream) {
      this.#stream = createWriteStream(this.path)
      this.#stream.on('error', (error) => (this.#failure = error))
      this.#stream.write(toCsv([[...ADDED, ...names]]))
    }
    if (row.book && row.book.line !== this.#book) {
      this.#write({ ...row.book, problem: 'the book of the copy below, which was taken' })
    }
    this.#book = row.book?.line
    if (!this.#write(row) && !this.#failure) {
      await Promise.race([once(this.#stream, 'drain'), finished(this.#stream).catch(() => {})])
    }
  }

  #write({ line, cells, problem = '' }: RawRecord) {
    const texts = cells.map((cell) => cell.replaceAll(LIST_SEPARATOR, '; '))
    return this.#stream!.write(toCsv([[String(line), problem, ...texts]]))
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

/** Whether these are the columns of such a list, which is imported again once its rows are mended. */
export function isRejectedList(names: string[]) {
  return ADDED.every((name, place) => names[place] === name)
}

/** The row as it stood in the file that was imported first. */
export function asItWas(record: RawRecord): RawRecord {
  return { ...record, cells: record.cells.slice(ADDED.length).map(unguard) }
}
