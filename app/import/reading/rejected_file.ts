import { rm, writeFile } from 'node:fs/promises'
import { toCsv, unguard } from '#import/formats/own'
import RefusedException from '#exceptions/refused_exception'
import type { Row } from '#import/reading/catalogue_file'
import type { RawRecord } from '#import/reading/csv_reader'
import { LIST_SEPARATOR } from '#import/reading/json_reader'

const ADDED = ['line', 'reason']

/** The list of rows that an import could not take; there is no such file where it took all. */
export class RejectedFile {
  #isBegun = false
  #failure?: Error
  /** The line of the book that the last row belongs to. */
  #book?: number

  constructor(readonly path: string) {}

  async add(rows: Row[], names: string[]) {
    if (rows.length === 0 || this.#failure) return
    const head = this.#isBegun ? [] : [[...ADDED, ...names]]
    const lines = rows.flatMap((row) => this.#withBook(row))
    const flag = this.#isBegun ? 'a' : 'w'
    this.#isBegun = true
    await writeFile(this.path, toCsv([...head, ...lines.map(toLine)]), { flag }).catch(
      (error) => (this.#failure = error)
    )
  }

  /** A copy whose book was taken has that before it, since it needs it there. */
  #withBook(row: Row): RawRecord[] {
    const isNext = row.book && row.book.line !== this.#book
    this.#book = row.book?.line
    const problem = 'the book of the copy below, which was taken'
    return isNext ? [{ ...row.book!, problem }, row] : [row]
  }

  /** Removes the list of a run before this one, where none is needed. */
  async end() {
    if (!this.#isBegun) await rm(this.path, { force: true })
    if (!this.#failure) return
    throw new RefusedException(
      `the rejected rows could not be listed in ${this.path}: ${this.#failure.message}`
    )
  }
}

function toLine({ line, cells, problem = '' }: RawRecord) {
  return [String(line), problem, ...cells.map((cell) => cell.replaceAll(LIST_SEPARATOR, '; '))]
}

/** Such a list is imported again once its rows are mended. */
export function isRejectedList(names: string[]) {
  return ADDED.every((name, place) => names[place] === name)
}

export function asItWas(record: RawRecord): RawRecord {
  return { ...record, cells: record.cells.slice(ADDED.length).map(unguard) }
}
