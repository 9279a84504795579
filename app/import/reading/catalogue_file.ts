import { findCommaStyle } from '#import/formats/authors'
import { MOST_COLUMNS, type Warn } from '#import/formats/bounds'
import { Columns, isKnownColumn, list, parseMap } from '#import/reading/columns'
import { CsvReader, type RawRecord } from '#import/reading/csv_reader'
import { type CatalogueRecord, RejectedRow } from '#import/formats/record'
import type { CopyStatus } from '#models/book_instance'
import { TableRows } from '#import/formats/table'
import ImportException from '#import/import_exception'
import { JsonReader } from '#import/reading/json_reader'
import { isOwnFormat, OwnRows } from '#import/formats/own'
import { asItWas, isRejectedList } from '#import/reading/rejected_file'
import { findEncoding, inspect, readText } from '#import/reading/text_file'

export interface ReadOptions {
  encoding?: string
  delimiter?: string
  map: string[]
  copies: number
  status: CopyStatus
}

/** A row of the file: what it says, or why it cannot be taken. */
export interface Row {
  line: number
  cells: string[]
  record?: CatalogueRecord
  problem?: string
  /** The row of its book, where it is a copy that cannot be taken of a book that was. */
  book?: RawRecord
  warnings: string[]
}

/** So many records, and characters, are looked at before the first is taken, to learn how the file writes things. */
const SAMPLE = 1_000
const SAMPLE_CHARACTERS = 4_000_000
/** So much of a cell tells how it writes names. */
const TELLING = 1_000

const DELIMITERS: Record<string, string> = {
  'comma': ',',
  'semicolon': ';',
  'tab': '\t',
  '\\t': '\t',
  'pipe': '|',
}

/** Another catalogue's file, read row by row whatever its size. */
export class CatalogueFile {
  names: string[] = []
  size = 0
  bytesRead = 0

  constructor(
    readonly path: string,
    readonly options: ReadOptions
  ) {}

  /**
   * The rows, in the file's order.
   *
   * @throws ImportException before the first row, where this is no list of books.
   */
  async *rows(): AsyncGenerator<Row> {
    const map = parseMap(this.options.map)
    const delimiter = this.#wantedDelimiter()
    const { head, size } = await inspect(this.path)
    this.size = size
    const encoding = await findEncoding(this.path, head, this.options.encoding)
    const text = readText(this.path, encoding, (bytes) => (this.bytesRead += bytes))

    const pieces = startingWithText(text)
    const first = await pieces.next()
    const beginning = first.value ?? ''
    if (beginning.trim() === '') throw new ImportException(`${this.path} is empty`)
    const whole = join(beginning, pieces)
    yield* /^\s*[[{]/.test(beginning) && delimiter === undefined
      ? this.#jsonRows(beginning, whole, map)
      : this.#csvRows(whole, delimiter ?? sniffDelimiter(beginning), map)
  }

  async *#csvRows(text: AsyncIterable<string>, delimiter: string, map: Map<string, string>) {
    let records = new CsvReader(delimiter).read(text)
    const header = await records.next()
    if (header.done) throw new ImportException(`${this.path} is empty`)
    const { line, cells, problem } = header.value
    if (problem) throw new ImportException(`line ${line}, which names the columns, has ${problem}`)
    this.names = cells.map((name) => name.trim())
    if (isRejectedList(this.names)) {
      this.names = asItWas({ line, cells: this.names }).cells
      records = mapped(records, asItWas)
    }

    if (isOwnFormat(this.names) && map.size === 0) {
      const own = new OwnRows(this.names)
      for await (const record of records) {
        const row = this.#row(record, (warn) => own.read(record, warn))
        yield row.record ? row : { ...row, book: own.reject(record) }
      }
      return
    }
    const columns = new Columns(this.names, map)
    if (!columns.has('title')) {
      let count = 0
      for await (const record of records) count += record.problem ? 0 : 1
      throw this.#withoutTitle(count)
    }
    const sample = await takeSample(records)
    const foreign = this.#foreign(columns, sample)
    let isDamaged = false
    for await (const record of chain(sample, records)) {
      isDamaged =
        record.problem !== undefined || (isDamaged && record.cells.length !== this.names.length)
      if (isDamaged) record.problem ??= 'the rest of a damaged row'
      yield this.#row(record, (warn) => foreign.read(record.cells, warn))
    }
  }

  async *#jsonRows(beginning: string, text: AsyncIterable<string>, map: Map<string, string>) {
    const reader = new JsonReader(jsonForm(beginning))
    const records = reader.read(text)
    const sample = await takeSample(records)
    if (!sample.some(({ problem }) => problem === undefined)) {
      throw new ImportException(`${this.path} holds no books: it is no JSON of a list of objects`)
    }
    this.names = reader.columns
    let columns = new Columns([...reader.columns], map)
    if (!columns.has('title')) {
      let count = sample.length
      for await (const record of records) count += record.problem ? 0 : 1
      throw this.#withoutTitle(count)
    }
    let foreign = this.#foreign(columns, sample)
    for await (const record of chain(sample, records)) {
      if (reader.columns.length > columns.names.length) {
        columns = new Columns([...reader.columns], map)
        foreign = new TableRows(columns, foreign.options)
      }
      yield this.#row(record, (warn) => foreign.read(record.cells, warn))
    }
  }

  #foreign(columns: Columns, sample: RawRecord[]) {
    const authors = sample.flatMap(
      ({ cells }) => columns.first(cells, 'authors')?.slice(0, TELLING) ?? []
    )
    const { copies, status } = this.options
    return new TableRows(columns, { copies, status, commaStyle: findCommaStyle(authors) })
  }

  #row({ line, cells, problem }: RawRecord, read: (warn: Warn) => CatalogueRecord): Row {
    const warnings: string[] = []
    if (problem) return { line, cells, problem, warnings }
    const extra = cells.slice(this.names.length).some((cell) => cell.trim() !== '')
    if (extra) {
      const sentence = `${cells.length} columns where the first line has ${this.names.length}`
      return { line, cells, problem: sentence, warnings }
    }
    try {
      return { line, cells, record: read((sentence) => warnings.push(sentence)), warnings }
    } catch (error) {
      if (!(error instanceof RejectedRow)) throw error
      return { line, cells, problem: error.message, warnings }
    }
  }

  #withoutTitle(count: number) {
    const rows = count === 1 ? '1 row' : `${count} rows`
    return new ImportException(
      `${this.path} has no column of titles: in its ${rows} there are ${list(this.names)}. Say which it is with --map "their name=title"`
    )
  }

  #wantedDelimiter() {
    const wanted = this.options.delimiter
    if (wanted === undefined) return undefined
    const delimiter = DELIMITERS[wanted.toLowerCase()] ?? wanted
    if (delimiter.length !== 1 || /["\r\n\p{L}\p{N}]/u.test(delimiter)) {
      throw new ImportException(
        `"${wanted}" is no delimiter; write one character, or comma, semicolon, tab or pipe`
      )
    }
    return delimiter
  }
}

/** The delimiter that makes the most known columns of the first line, or else the most columns. */
export function sniffDelimiter(text: string) {
  const header = text.replace(/^\s+/, '').match(/^(?:"(?:[^"]|"")*"|[^\r\n])*/)![0]
  const scores = [',', ';', '\t', '|'].map((delimiter) => {
    const names = splitOutsideQuotes(header, delimiter).slice(0, MOST_COLUMNS)
    return { delimiter, known: names.filter(isKnownColumn).length, count: names.length }
  })
  scores.sort((a, b) => b.known - a.known || b.count - a.count)
  return scores[0].delimiter
}

function splitOutsideQuotes(line: string, delimiter: string) {
  const names = ['']
  for (const [part] of line.matchAll(/"(?:[^"]|"")*"|./gs)) {
    if (part === delimiter) names.push('')
    else names[names.length - 1] += part
  }
  return names
}

function jsonForm(beginning: string) {
  const text = beginning.trimStart()
  if (text.startsWith('[')) return 'array'
  if (/^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*[[{]/.test(text)) {
    try {
      const line = JSON.parse(text.split('\n', 1)[0])
      const values: unknown[] = Object.values(line)
      return values.every((value) => typeof value === 'object') ? 'keyed' : 'lines'
    } catch {
      return 'keyed'
    }
  }
  return /^\{[^\n]*\}\s*(?:\n\s*\{|$)/.test(text) ? 'lines' : 'array'
}

/** Leaves out what comes before the first text, so that the beginning tells what the file is. */
async function* startingWithText(pieces: AsyncIterable<string>) {
  let started = false
  for await (const piece of pieces) {
    started ||= piece.trim() !== ''
    if (started && piece !== '') yield piece
  }
}

async function* join(first: string, rest: AsyncIterable<string>) {
  yield first
  yield* rest
}

async function* chain<T>(first: T[], rest: AsyncIterable<T>) {
  yield* first
  yield* rest
}

async function* mapped<T>(items: AsyncIterable<T>, change: (item: T) => T) {
  for await (const item of items) yield change(item)
}

async function takeSample(records: AsyncGenerator<RawRecord>) {
  const taken: RawRecord[] = []
  let characters = 0
  while (taken.length < SAMPLE && characters < SAMPLE_CHARACTERS) {
    const next = await records.next()
    if (next.done) break
    taken.push(next.value)
    characters += next.value.cells.reduce((sum, cell) => sum + cell.length, 0)
  }
  return taken
}
