import { setTimeout as wait } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { checkOutput } from '#files/output_file'
import { Batch, type Outcome, type Run } from '#import/batch'
import { BatchWriter } from '#import/batch_writer'
import { CatalogueFile, type ReadOptions, type Row } from '#import/catalogue_file'
import { toDatabaseTime } from '#import/dates'
import { dialectOf } from '#import/dialect'
import { run } from '#sql/statement'
import type { Entry } from '#import/entry'
import ImportException from '#import/import_exception'
import { RowBatches } from '#import/row_batches'
import { RejectedFile } from '#import/rejected_file'
import { Tally } from '#import/tally'
import { refresh } from '#search/book_index'
import { transaction } from '#sql/transaction'
import { step } from '#stop'
import { now } from '#clock'

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
  /** @param fraction How much is done, from 0 to 1. */
  progress?: (fraction: number, rows: number) => void
  /** @param count How many there were so far, this one included. */
  warning?: (line: number, sentence: string, count: number) => void
}

/**
 * After so many milliseconds, batches are committed. Every commit writes all pages that it touched,
 * and rows touch pages all over the indexes; but a visitor's page waits no longer than
 * app/session/write_gate.ts lets it, and is not remembered then.
 */
const HOLD = 300
/** So long the site's writes have the database to themselves then, in milliseconds. */
const YIELD = 25

/** A file of fewer rows is not worth taking the database for. */
const FEWEST_LOADED = 2_000
/** Nor is one that brings less than this in proportion to the books that are there. */
const LEAST_LOADED = 0.1
/** What part of a load its rows take, the rest being their indexing. */
const ROWS_SHARE = 0.4

const COUNTED: Record<Outcome, keyof ImportSummary> = {
  new: 'newBooks',
  copy: 'furtherCopies',
  other: 'otherRecords',
  updated: 'updated',
  unchanged: 'unchanged',
}

/**
 * Reads another catalogue's file into this one. What is there already is found again, so that a run
 * that was cut short is finished by the next. Beside a running site, rows are written some thousand
 * at a time, whole or not at all; a large file, with nobody else there, all at once.
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
   * @throws ImportException where the file is no list of books, the list of
   * rejected rows could not be written, or the library does not hold what was imported.
   */
  async import(client: QueryClientContract, isTrial = false) {
    const batches = await RowBatches.from(this.#file.rows())
    step()
    const write = (target: QueryClientContract) => this.#writeAll(target, batches, isTrial)
    if (isTrial) {
      await dialectOf(client).rehearse(client, write)
    } else {
      await checkOutput(this.rejected.path)
      await write(client)
      await this.rejected.end()
    }
    return this.summary
  }

  async #writeAll(client: QueryClientContract, batches: RowBatches, isTrial: boolean) {
    await dialectOf(client).prepare(client)
    const before = await countIn(client)
    const isLarge = await this.#isLarge(client, batches)
    const isLoaded =
      isLarge &&
      (await dialectOf(client).loadAlone(client, async (trx) => {
        await this.#writeSome(trx, batches, isTrial, { until: Infinity, share: ROWS_SHARE })
        await refresh(trx, (done, total) =>
          this.#tell(ROWS_SHARE + (1 - ROWS_SHARE) * (done / total))
        )
      }))
    while (!isLoaded && batches.next.length > 0) {
      step()
      const until = performance.now() + HOLD
      await transaction(client, async (trx) => {
        // Takes the write lock before anything is read, so that nobody comes between
        await trx.rawQuery(`update record_counts set count = count where name = 'books'`)
        await this.#writeSome(trx, batches, isTrial, { until, share: 1 })
        await refresh(trx)
      })
      await wait(YIELD)
    }
    this.#compare(before, await countIn(client))
  }

  /** What the summary tells has to be there; others may have added more meanwhile. */
  #compare(before: Counts, after: Counts) {
    const { newBooks, copiesAdded } = this.summary
    const [books, copies] = [after.books - before.books, after.copies - before.copies]
    if (books >= newBooks && copies >= copiesAdded) return
    throw new ImportException(
      `Not all is in the library: of ${newBooks} new books it holds ${books}, of ${copiesAdded} new copies ${copies}. Import the file once more.`
    )
  }

  /** Whether the file is large in itself and beside the catalogue, as far as its first rows tell. */
  async #isLarge(client: QueryClientContract, { next, characters }: RowBatches) {
    const rows = (next.length * this.#file.size) / (characters + next.length)
    const { books } = await countIn(client)
    return rows >= Math.max(FEWEST_LOADED, books * LEAST_LOADED)
  }

  /** @param share What part of the whole work this is. */
  async #writeSome(
    trx: QueryClientContract,
    batches: RowBatches,
    isTrial: boolean,
    { until, share }: { until: number; share: number }
  ) {
    await dialectOf(trx).withoutInsertTriggers(trx, async () => {
      while (batches.next.length > 0 && performance.now() < until) {
        // What is loaded all at once is undone all at once
        if (until === Infinity) step()
        await batches.pass((rows) => this.#write(trx, rows, isTrial))
        this.#tell((share * this.#file.bytesRead) / this.#file.size)
      }
    })
  }

  #tell(fraction: number) {
    this.listener.progress?.(fraction, this.summary.rows)
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

interface Counts {
  books: number
  copies: number
}

async function countIn(client: QueryClientContract) {
  const rows = await run<{ name: keyof Counts; count: number }>(
    client,
    `select name, count from record_counts where name in ('books', 'copies')`
  )
  return Object.fromEntries(
    rows.map(({ name, count }) => [name, Number(count)])
  ) as unknown as Counts
}
