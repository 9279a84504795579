import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { Batch, type Outcome, type Run } from '#import/batch'
import { BatchWriter } from '#import/batch_writer'
import { CatalogueFile, type ReadOptions, type Row } from '#import/catalogue_file'
import { toDatabaseTime } from '#import/dates'
import { dialectOf } from '#import/dialect'
import type { Entry } from '#import/entry'
import { RejectedFile } from '#import/rejected_file'
import { Tally } from '#import/tally'
import { engine as searchEngine } from '#search/search'
import { now } from '#session/clock'

export interface ImportSummary {
  rows: number
  /** Rows that each added a book. */
  newBooks: number
  /** Rows that added one more copy, or more, of a book. */
  furtherCopies: number
  /** Rows that added an author, genre or language. */
  otherRecords: number
  updated: number
  unchanged: number
  rejected: number
  copiesAdded: number
  warnings: number
}

export interface ImportListener {
  /** @param fraction How much of the file is read, from 0 to 1. */
  progress?: (fraction: number, rows: number) => void
  /** @param count How many there were so far, this one included. */
  warning?: (line: number, sentence: string, count: number) => void
}

const BATCH_ROWS = 500
/** After so many rows the database is asked whether it has finished its statement. */
const PAUSE_ROWS = 50
/**
 * After so many milliseconds, batches are committed. Every commit writes all pages that it touched,
 * and rows touch pages all over the indexes; but a visitor's page waits no longer than
 * app/session/write_gate.ts lets it, and is not remembered then.
 */
const HOLD = 300
/** So long the site's writes have the database to themselves then, in milliseconds. */
const YIELD = 25
const BATCH_CHARACTERS = 4_000_000

const COUNTED: Record<Outcome, keyof ImportSummary> = {
  new: 'newBooks',
  copy: 'furtherCopies',
  other: 'otherRecords',
  updated: 'updated',
  unchanged: 'unchanged',
}

/**
 * Reads another catalogue's file into this one. Rows are written ten
 * thousand at a time, whole or not at all, and what is there already is found again, so that a run
 * that was cut short is finished by the next.
 */
export class Importer {
  readonly summary: ImportSummary = {
    rows: 0,
    newBooks: 0,
    furtherCopies: 0,
    otherRecords: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    copiesAdded: 0,
    warnings: 0,
  }
  readonly rejected: RejectedFile
  readonly #file: CatalogueFile
  readonly #run: Run = { tally: new Tally(), lastBook: 0 }
  readonly #now = toDatabaseTime(DateTime.fromMillis(now()))

  constructor(
    readonly path: string,
    options: ReadOptions,
    readonly listener: ImportListener = {}
  ) {
    this.#file = new CatalogueFile(path, options)
    this.rejected = new RejectedFile(`${path}.rejected.csv`)
  }

  /**
   * @param isTrial Whether to say what would happen, and change nothing.
   * @throws ImportException where the file is no list of books, or the list of
   * rejected rows could not be written.
   */
  async import(client: QueryClientContract, isTrial = false) {
    const rows = this.#file.rows()
    let next = await this.#nextBatch(rows)
    const trial = isTrial ? await dialectOf(client).rehearse(client) : null
    try {
      const target = trial?.client ?? client
      await dialectOf(target).prepare(target)
      await this.#writeAll(target, rows, next, isTrial)
    } finally {
      await trial?.end()
    }
    if (!isTrial) {
      await this.rejected.end()
      await searchEngine.learn()
    }
    return this.summary
  }

  async #writeAll(
    client: QueryClientContract,
    rows: AsyncGenerator<Row>,
    first: Row[],
    isTrial: boolean
  ) {
    let next = first
    while (next.length > 0) {
      const started = performance.now()
      await client.transaction(async (trx) => {
        // Takes the write lock before anything is read, so that nobody comes between
        await trx.rawQuery(`update record_counts set count = count where name = 'books'`)
        await searchEngine.indexOnce(trx, async () => {
          while (next.length > 0 && performance.now() - started < HOLD) {
            // The next batch is read while the database writes this one
            const writing = this.#write(trx, next, isTrial)
            const [read] = await Promise.all([this.#nextBatch(rows), writing])
            next = read
          }
        })
      })
      this.listener.progress?.(this.#file.bytesRead / this.#file.size, this.summary.rows)
      await wait(YIELD)
    }
  }

  async #nextBatch(rows: AsyncGenerator<Row>) {
    const batch: Row[] = []
    let characters = 0
    while (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) {
      const { value, done } = await rows.next()
      if (done) break
      batch.push(value)
      for (const cell of value.cells) characters += cell.length
      if (batch.length % PAUSE_ROWS === 0) await setImmediate()
    }
    return batch
  }

  async #write(trx: QueryClientContract, rows: Row[], isTrial: boolean) {
    const entries: Entry[] = []
    for (const row of rows) {
      this.summary.rows++
      for (const sentence of row.warnings) {
        this.listener.warning?.(row.line, sentence, ++this.summary.warnings)
      }
      if (row.entry) {
        entries.push(row.entry)
        continue
      }
      this.summary.rejected++
      if (!isTrial) await this.rejected.add(row, this.#file.names)
    }
    if (entries.length === 0) return

    const batch = new Batch(this.#run, this.#now)
    const outcomes = await batch.settle(trx, entries)
    await new BatchWriter(trx, this.#now).write(batch)
    for (const outcome of outcomes) this.summary[COUNTED[outcome]]++
    this.summary.copiesAdded += batch.newCopies.size
  }
}
