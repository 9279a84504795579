import { findCommaStyle } from '#import/formats/authors'
import type { Warn } from '#import/formats/bounds'
import { isOwnFormat, OwnRows } from '#import/formats/own'
import { type CatalogueRecord, RejectedRow } from '#import/formats/record'
import { type TableOptions, TableRows } from '#import/formats/table'
import RefusedException from '#exceptions/refused_exception'
import { Columns, list, parseMap, sniffDelimiter } from '#import/reading/columns'
import { CsvReader, type RawRecord } from '#import/reading/csv_reader'
import { jsonForm, JsonReader } from '#import/reading/json_reader'
import { asItWas, isRejectedList } from '#import/reading/rejected_file'
import { nextBatch } from '#import/reading/row_batches'
import { findEncoding, inspect, readText } from '#import/reading/text_file'

export interface ReadOptions extends Omit<TableOptions, 'commaStyle'> {
  encoding?: string
  delimiter?: string
  map: string[]
}

/** A row of the file: what it says, or why it cannot be taken. */
export interface Row extends RawRecord {
  record?: CatalogueRecord
  /** The row of its book, where it is a copy that cannot be taken of a book that was. */
  book?: RawRecord
  /** Whether the next row is a copy, in a file of our own format. */
  isFollowed?: boolean
  warnings: string[]
}

/** So much of a cell tells how it writes names. */
const TELLING = 1_000

const DELIMITERS: Record<string, string> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' }

/** Another catalogue's file, read row by row whatever its size. */
export class CatalogueFile {
  names: string[] = []
  size = 0
  bytesRead = 0

  constructor(
    readonly path: string,
    readonly options: ReadOptions
  ) {}

  /** @throws RefusedException before the first row, where this is no list of books */
  async *rows(): AsyncGenerator<Row> {
    const map = parseMap(this.options.map)
    const delimiter = this.#wantedDelimiter()
    const { head, size } = await inspect(this.path)
    this.size = size
    const encoding = await findEncoding(this.path, head, this.options.encoding)
    const pieces = readText(this.path, encoding, (bytes) => (this.bytesRead += bytes))
    const first = await pieces.next()
    if (first.done) throw new RefusedException(`${this.path} is empty`)
    const text = chain([first.value], pieces)

    if (/^\s*[[{]/.test(first.value) && delimiter === undefined) {
      const reader = new JsonReader(jsonForm(first.value))
      this.names = reader.columns
      yield* this.#tableRows(reader.read(text), map, true)
      return
    }
    const reader = new CsvReader(delimiter ?? sniffDelimiter(first.value))
    const records = await this.#afterHeader(reader.read(text))
    if (isOwnFormat(this.names) && map.size === 0) yield* this.#ownRows(records)
    else yield* this.#tableRows(records, map, false)
  }

  async #afterHeader(records: AsyncGenerator<RawRecord>) {
    const header = await records.next()
    if (header.done) throw new RefusedException(`${this.path} is empty`)
    const { line, cells, problem } = header.value
    if (problem) throw new RefusedException(`line ${line}, which names the columns, has ${problem}`)
    this.names = cells.map((name) => name.trim())
    if (!isRejectedList(this.names)) return records
    this.names = asItWas({ line, cells: this.names }).cells
    return mapped(records, asItWas)
  }

  async *#ownRows(records: AsyncIterable<RawRecord>) {
    const own = new OwnRows(this.names)
    let last: Row | undefined
    for await (const record of records) {
      const row = this.#row(record, (warn) => own.read(record, warn))
      if (last) yield { ...last, isFollowed: row.record?.kind === 'copy' }
      last = row.record ? row : { ...row, book: own.reject(record) }
    }
    if (last) yield last
  }

  async *#tableRows(
    records: AsyncGenerator<RawRecord>,
    map: Map<string, string>,
    isJson: boolean
  ): AsyncGenerator<Row> {
    const sample = await nextBatch(records)
    const all = chain(sample, records)
    if (isJson && sample.every(({ problem }) => problem !== undefined)) {
      throw new RefusedException(`${this.path} holds no books: it is not a JSON list of objects`)
    }
    const columns = new Columns([...this.names], map)
    if (!columns.has('title')) throw await this.#withoutTitle(all)
    const authors = sample.map(({ cells }) => columns.first(cells, 'authors') ?? '')
    const commaStyle = findCommaStyle(authors.map((cell) => cell.slice(0, TELLING)))
    const table = new TableRows(columns, { ...this.options, commaStyle })
    let isDamaged = false
    for await (const record of all) {
      const hasGrown = this.names.length > table.columns.names.length
      if (hasGrown) table.columns = new Columns([...this.names], map)
      const isRest: boolean = isDamaged && record.cells.length !== this.names.length
      isDamaged = !isJson && (record.problem !== undefined || isRest)
      if (isDamaged) record.problem ??= 'the rest of a damaged row'
      yield this.#row(record, (warn) => table.read(record.cells, warn))
    }
  }

  #row({ line, cells, problem }: RawRecord, read: (warn: Warn) => CatalogueRecord): Row {
    const warnings: string[] = []
    if (cells.slice(this.names.length).some((cell) => cell.trim() !== '')) {
      problem ??= `${cells.length} columns where the first line has ${this.names.length}`
    }
    if (problem) return { line, cells, problem, warnings }
    try {
      return { line, cells, record: read((sentence) => warnings.push(sentence)), warnings }
    } catch (error) {
      if (!(error instanceof RejectedRow)) throw error
      return { line, cells, problem: error.message, warnings }
    }
  }

  async #withoutTitle(records: AsyncIterable<RawRecord>) {
    if (this.names.some((name) => /^work id$/i.test(name))) {
      return new RefusedException(
        `${this.path} cannot be read: it is a reading log of Open Library, which has numbers of works and no titles`
      )
    }
    let count = 0
    for await (const record of records) count += record.problem ? 0 : 1
    const rows = count === 1 ? '1 row' : `${count} rows`
    return new RefusedException(
      `${this.path} has no column of titles: in its ${rows} there are ${list(this.names)}. Say which it is with --map "their name=title"`
    )
  }

  #wantedDelimiter() {
    const wanted = this.options.delimiter
    if (wanted === undefined) return undefined
    const delimiter = DELIMITERS[wanted.toLowerCase()] ?? wanted
    if (/^[^"\r\n\p{L}\p{N}]$/u.test(delimiter)) return delimiter
    throw new RefusedException(
      `"${wanted}" is not a valid delimiter; write one character, or comma, semicolon, tab or pipe`
    )
  }
}

async function* chain<T>(first: T[], rest: AsyncIterable<T>) {
  yield* first
  yield* rest
}

async function* mapped<T>(items: AsyncIterable<T>, change: (item: T) => T) {
  for await (const item of items) yield change(item)
}
