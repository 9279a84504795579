import { setImmediate } from 'node:timers/promises'
import type { Row } from '#import/reading/catalogue_file'

const BATCH_ROWS = 1_000
const BATCH_CHARACTERS = 4_000_000
const BATCH_COPIES = 10_000
/** After so many rows the database is asked whether it has finished its statement. */
const PAUSE_ROWS = 50

/** The rows of a file, some hundreds at a time. */
export class RowBatches {
  /** The rows to be written next; none at the end of the file. */
  next: Row[] = []
  /** How many characters these have. */
  characters = 0
  readonly #rows: AsyncGenerator<Row>

  private constructor(rows: AsyncGenerator<Row>) {
    this.#rows = rows
  }

  static async from(rows: AsyncGenerator<Row>) {
    const batches = new RowBatches(rows)
    await batches.#read()
    return batches
  }

  /** Hands the next rows to `write`, and reads those after them while the database writes. */
  async pass(write: (rows: Row[]) => Promise<void>) {
    await Promise.all([write(this.next), this.#read()])
  }

  async #read() {
    const batch: Row[] = []
    let [characters, copies] = [0, 0]
    while (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS && copies < BATCH_COPIES) {
      const { value, done } = await this.#rows.next()
      if (done) break
      batch.push(value)
      for (const cell of value.cells) characters += cell.length
      if (value.record?.kind === 'book') copies += value.record.quantity
      if (batch.length % PAUSE_ROWS === 0) await setImmediate()
    }
    this.next = batch
    this.characters = characters
  }
}
