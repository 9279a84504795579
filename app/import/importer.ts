import { setTimeout as wait } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { now } from '#clock'
import { checkOutput } from '#files/output_file'
import { toDatabaseTime } from '#import/formats/dates'
import type { CatalogueRecord } from '#import/formats/record'
import ImportException from '#import/import_exception'
import { AskedCopies } from '#import/merging/asked_copies'
import { bulkLoad } from '#import/merging/bulk_load'
import { dryRun } from '#import/merging/dry_run'
import { Merge, type Outcome, type Run } from '#import/merging/merge'
import { write } from '#import/merging/writer'
import { CatalogueFile, type ReadOptions, type Row } from '#import/reading/catalogue_file'
import { RejectedFile } from '#import/reading/rejected_file'
import { RowBatches } from '#import/reading/row_batches'
import { refresh } from '#search/book_index'
import { run } from '#sql/statement'
import { transaction } from '#sql/transaction'
import { step } from '#stop'

const NOTHING = {
  rows: 0,
  /** Rows that each added a book. */
  newBooks: 0,
  /** Rows that added one more copy, or more, of a book. */
  furtherCopies: 0,
  /** Rows that added an author, genre or language. */
  otherRecords: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  copiesAdded: 0,
  warnings: 0,
}

export type ImportSummary = typeof NOTHING

export interface ImportListener {
  /** @param fraction How much is done, from 0 to 1. */
  progress?: (fraction: number, rows: number) => void
  /** @param count How many there were so far, this one included. */
  warning?: (line: number, sentence: string, count: number) => void
}

/**
 * After so many milliseconds, batches are committed. Every commit writes all pages that it touched,
 * and rows touch pages all over the indexes; but a visitor's page waits no longer than
 * app/session/circuit_breaker.ts lets it, and is not remembered then.
 */
const HOLD = 300
/** So long the site's writes have the database to themselves then, in milliseconds. */
const YIELD = 25

/** A file of fewer rows is not worth taking the database for. */
const FEWEST_LOADED = 2_000
/** Nor is one that brings less than this in proportion to the books that are there. */
const LEAST_LOADED = 0.1
/** What part of a bulk load its rows take, the rest being their indexing. */
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
  readonly summary: ImportSummary = { ...NOTHING }
  readonly rejected: RejectedFile
  readonly #file: CatalogueFile
  readonly #run: Run = { asked: new AskedCopies(), lastBook: 0 }
  readonly #now = toDatabaseTime(DateTime.fromMillis(now()))

  /** @param isTrial Whether to say what would happen, and change nothing. */
  constructor(
    readonly path: string,
    options: ReadOptions,
    readonly listener: ImportListener = {},
    readonly isTrial = false
  ) {
    this.#file = new CatalogueFile(path, options)
    this.rejected = new RejectedFile(`${path}.rejected.csv`)
  }

  /**
   * @throws ImportException where the file is no list of books, the list of rejected rows could not
   * be written, or the library does not hold what was imported.
   */
  async import(client: QueryClientContract) {
    const batches = await RowBatches.from(this.#file.rows())
    step()
    if (this.isTrial) {
      await dryRun(client, (copy) => this.#importAll(copy, batches))
    } else {
      await checkOutput(this.rejected.path)
      await this.#importAll(client, batches)
      await this.rejected.end()
    }
    return this.summary
  }

  async #importAll(client: QueryClientContract, batches: RowBatches) {
    if (client.dialect.name === 'sqlite3') {
      // 24 MB, and a checkpoint each 256 MB: the same pages of the indexes are written again and again
      await client.rawQuery('pragma cache_size = -24576')
      await client.rawQuery('pragma wal_autocheckpoint = 65536')
    }
    const before = await countIn(client)
    const isLarge = this.#rowsIn(batches) >= Math.max(FEWEST_LOADED, before.books * LEAST_LOADED)
    const isLoaded =
      isLarge &&
      (await bulkLoad(client, (trx) => this.#importUntil(trx, batches, Infinity, ROWS_SHARE)))
    while (!isLoaded && batches.next.length > 0) {
      step()
      const until = performance.now() + HOLD
      await transaction(client, async (trx) => {
        // Takes the write lock before anything is read, so that nobody comes between
        await trx.rawQuery(`update record_counts set count = count where name = 'books'`)
        await this.#importUntil(trx, batches, until)
      })
      await wait(YIELD)
    }
    this.#compare(before, await countIn(client))
  }

  /** Imports batches until then, and has the books that changed indexed for searches. */
  async #importUntil(trx: QueryClientContract, batches: RowBatches, until: number, share = 1) {
    while (batches.next.length > 0 && performance.now() < until) {
      // What is loaded all at once is undone all at once
      if (until === Infinity) step()
      await batches.pass((rows) => this.#importBatch(trx, rows))
      this.#tell((share * this.#file.bytesRead) / this.#file.size)
    }
    await refresh(trx, (done, total) => this.#tell(share + (1 - share) * (done / total)))
  }

  async #importBatch(trx: QueryClientContract, rows: Row[]) {
    const records: CatalogueRecord[] = []
    for (const row of rows) {
      this.summary.rows++
      for (const sentence of row.warnings) {
        this.listener.warning?.(row.line, sentence, ++this.summary.warnings)
      }
      if (row.record) {
        records.push(row.record)
        continue
      }
      this.summary.rejected++
      if (!this.isTrial) await this.rejected.add(row, this.#file.names)
    }
    const merge = await Merge.load(trx, this.#run, records)
    for (const record of records) this.summary[COUNTED[merge.add(record)]]++
    await write(trx, merge, this.#now)
    this.summary.copiesAdded += [...merge.copies.values()].filter(({ isNew }) => isNew).length
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

  /** How many the file has, as far as its first rows tell. */
  #rowsIn({ next, characters }: RowBatches) {
    return (next.length * this.#file.size) / (characters + next.length)
  }

  #tell(fraction: number) {
    this.listener.progress?.(fraction, this.summary.rows)
  }
}

interface Counts {
  books: number
  copies: number
}

async function countIn(client: QueryClientContract) {
  const sql = `select name, count from record_counts where name in ('books', 'copies')`
  const rows = await run<{ name: string; count: number }>(client, sql)
  return Object.fromEntries(rows.map((row) => [row.name, Number(row.count)])) as unknown as Counts
}
