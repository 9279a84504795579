import { setTimeout as wait } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { now } from '#clock'
import { recordCounts, takeTurn } from '#catalogue/record_count'
import { checkOutput } from '#files/output_file'
import { toDatabaseTime } from '#import/formats/dates'
import RefusedException from '#exceptions/refused_exception'
import { bulkLoad } from '#import/merging/bulk_load'
import { dryRun } from '#import/merging/dry_run'
import { Merge, Run } from '#import/merging/merge'
import { emptyCatalogue } from '#import/merging/tables'
import { CatalogueFile, type ReadOptions, type Row } from '#import/reading/catalogue_file'
import { RejectedFile } from '#import/reading/rejected_file'
import { nextBatch } from '#import/reading/row_batches'
import { settleLoans } from '#models/ledger'
import Library from '#models/library'
import { refresh } from '#search/book_index'
import { transaction } from '#sql/transaction'
import { step } from '#stop'

export interface ImportListener {
  progress?: (fraction: number, rows: number) => void
  /** @param count How many there were so far, this one included. */
  warning?: (line: number, sentence: string, count: number) => void
  /** Asked where the library still has the example books: whether they are removed. */
  replaces?: () => Promise<boolean>
}

/**
 * After so many milliseconds, batches are committed: seldom, since every commit writes all pages that
 * it touched, but sooner than app/session/circuit_breaker.ts gives a visitor's page up.
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

/**
 * A run that was cut short is finished by the next. Beside a running site, rows are written some
 * thousand at a time, whole or not at all; a large file, with nobody else there, all at once, and so
 * is one that replaces the example books.
 */
export class Importer {
  /** In rows, but for `copiesAdded` and `warnings`, and whether the example books were removed. */
  readonly summary = {
    rows: 0,
    newBooks: 0,
    furtherCopies: 0,
    otherRecords: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    copiesAdded: 0,
    warnings: 0,
    replacedDemo: false,
  }
  readonly rejected: RejectedFile
  readonly #file: CatalogueFile
  readonly #rows: AsyncGenerator<Row>
  /** The rows to be written next; none at the end of the file. */
  #next: Row[] = []
  readonly #run = new Run()
  #replaces = false
  readonly #now = toDatabaseTime(DateTime.fromMillis(now()))

  constructor(
    readonly path: string,
    options: ReadOptions,
    readonly listener: ImportListener = {},
    readonly isTrial = false
  ) {
    this.#file = new CatalogueFile(path, options)
    this.#rows = this.#file.rows()
    this.rejected = new RejectedFile(`${path}.rejected.csv`)
  }

  async import(client: QueryClientContract) {
    this.#next = await nextBatch(this.#rows)
    step()
    if (this.isTrial) {
      await dryRun(client, (copy) => this.#importAll(copy))
    } else {
      await checkOutput(this.rejected.path)
      await this.#importAll(client)
      await this.rejected.end()
    }
    return this.summary
  }

  async #importAll(client: QueryClientContract) {
    if (client.dialect.name === 'sqlite3') {
      // 24 MB, and a checkpoint each 256 MB: the same pages of the indexes are written again and again
      await client.rawQuery('pragma cache_size = -24576')
      await client.rawQuery('pragma wal_autocheckpoint = 65536')
    }
    const library = await Library.query({ client }).firstOrFail()
    this.#replaces = library.isDemonstration && ((await this.listener.replaces?.()) ?? false)
    const before = this.#replaces ? { books: 0, copies: 0 } : await recordCounts(client)
    const isLarge = this.#countRows() >= Math.max(FEWEST_LOADED, before.books * LEAST_LOADED)
    const isLoaded =
      isLarge && (await bulkLoad(client, (trx) => this.#importUntil(trx, Infinity, ROWS_SHARE)))
    while (!isLoaded && this.#next.length > 0) {
      step()
      const until = this.#replaces ? Infinity : performance.now() + HOLD
      await transaction(client, async (trx) => {
        await takeTurn(trx)
        await this.#importUntil(trx, until)
      })
      await wait(YIELD)
    }

    // What the summary tells has to be there; others may have added more meanwhile
    const after = await recordCounts(client)
    const { newBooks, copiesAdded } = this.summary
    const [books, copies] = [after.books - before.books, after.copies - before.copies]
    if (books >= newBooks && copies >= copiesAdded) return
    throw new RefusedException(
      `Not all is in the library: of ${newBooks} new books it holds ${books}, of ${copiesAdded} new copies ${copies}. Import the file once more.`
    )
  }

  /** Imports batches until then, and has the books that changed indexed for searches. */
  async #importUntil(trx: QueryClientContract, until: number, share = 1) {
    const wasDemonstration = await Library.setDemonstration(trx, false)
    if (wasDemonstration && this.#replaces) {
      await emptyCatalogue(trx)
      this.summary.replacedDemo = true
    }
    while (this.#next.length > 0 && performance.now() < until) {
      // What is loaded all at once is undone all at once
      if (until === Infinity) step()
      // The rows after them are read while the database writes
      const [, next] = await Promise.all([
        this.#importBatch(trx, this.#next),
        nextBatch(this.#rows),
      ])
      this.#next = next
      this.#tell((share * this.#file.bytesRead) / this.#file.size)
    }
    const { rows, rejected, replacedDemo } = this.summary
    if (replacedDemo && rejected === rows) {
      const list = this.isTrial ? '' : ` The rows are listed in ${this.rejected.path}.`
      throw new RefusedException(
        `No row of ${this.path} can be taken, so the example books stay.${list}`
      )
    }
    const { codes } = this.#run
    let changed = await codes.settleNumbers(trx)
    if (this.#next.length === 0)
      changed += await codes.settle(trx, (...args) => this.#warn(...args))
    this.summary.updated += changed
    this.summary.unchanged -= changed
    if (this.#next.length === 0) await settleLoans(trx)
    await refresh(trx, (done, total) => this.#tell(share + (1 - share) * (done / total)))
  }

  async #importBatch(trx: QueryClientContract, rows: Row[]) {
    this.summary.rows += rows.length
    for (const { line, warnings } of rows) {
      for (const sentence of warnings) this.#warn(line, sentence)
    }
    const rejected = rows.filter(({ record }) => !record)
    this.summary.rejected += rejected.length
    if (!this.isTrial) await this.rejected.add(rejected, this.#file.names)

    const records = rows.flatMap(({ record }) => record ?? [])
    const merge = await Merge.load(trx, this.#run, records)
    for (const { line, record } of rows) if (record) this.summary[merge.add(record, line)]++
    await merge.write(trx, this.#now)
    this.summary.copiesAdded += merge.copies.changed.added.size
  }

  /** How many rows the file has, as far as its first ones tell. */
  #countRows() {
    const { length } = this.#next.map(({ cells }) => cells.join()).join('\n')
    return (this.#next.length * this.#file.size) / length
  }

  #warn(line: number, sentence: string) {
    this.listener.warning?.(line, sentence, ++this.summary.warnings)
  }

  #tell(fraction: number) {
    this.listener.progress?.(fraction, this.summary.rows)
  }
}
