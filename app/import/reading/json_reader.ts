import { checkColumns, checkLength, type RawRecord } from '#import/reading/csv_reader'
import ImportException from '#import/import_exception'

const TOKEN = /["{}[\]]/g

/**
 * Reads books from JSON, one record after the other: an array of objects, an
 * object of objects (as LibraryThing writes), an object that holds one array,
 * or an object a line. The outermost objects that are no mere wrapper are the
 * records; each is parsed by itself, so that one that is damaged leaves the
 * others alone. Their cells stand under the names in `columns`, which grows as
 * new names appear.
 */
export class JsonReader {
  readonly columns: string[] = []
  #places = new Map<string, number>()

  /**
   * @param form How the records stand in the file: one a line, in an array, or
   * as the values of one outer object.
   */
  constructor(readonly form: 'lines' | 'array' | 'keyed') {}

  /** @throws ImportException for a record that is too long, and for too many names. */
  read(pieces: AsyncIterable<string>): AsyncGenerator<RawRecord> {
    return this.form === 'lines' ? this.#readLines(pieces) : this.#readNested(pieces)
  }

  async *#readLines(pieces: AsyncIterable<string>): AsyncGenerator<RawRecord> {
    let line = 0
    let rest = ''
    for await (const piece of pieces) {
      const lines = (rest + piece).split('\n')
      rest = lines.pop()!
      for (const text of lines) {
        line++
        checkLength(line, text.length)
        if (text.trim() !== '') yield this.#record(text, line)
      }
      checkLength(line + 1, rest.length)
    }
    if (rest.trim() !== '') yield this.#record(rest, line + 1)
  }

  async *#readNested(pieces: AsyncIterable<string>): AsyncGenerator<RawRecord> {
    let text = ''
    let position = 0
    let depth = 0
    let outside = this.form === 'keyed' ? 1 : 0
    let start = -1
    let line = 1
    let counted = 0
    for await (const piece of pieces) {
      const kept = start === -1 ? position : start
      line += countLines(text, counted, kept)
      counted = 0
      text = text.slice(kept) + piece
      position -= kept
      if (start !== -1) start = 0
      while (true) {
        TOKEN.lastIndex = position
        const token = TOKEN.exec(text)
        if (token === null) {
          position = text.length
          break
        }
        if (token[0] === '"') {
          const end = endOfString(text, token.index)
          position = end ?? token.index
          if (end === null) break
          continue
        }
        position = token.index + 1
        if (token[0] === '{' && start === -1 && depth >= outside) {
          start = token.index
          outside = depth
        }
        depth = Math.max(depth + (token[0] === '{' || token[0] === '[' ? 1 : -1), 0)
        if (start !== -1 && depth <= outside) {
          line += countLines(text, counted, start)
          counted = start
          checkLength(line, position - start)
          yield this.#record(text.slice(start, position), line)
          start = -1
        }
      }
      // What goes on in the next piece: a record, or a text outside of one
      const open = start === -1 ? position : start
      checkLength(line + countLines(text, counted, open), text.length - open)
    }
    if (start !== -1) {
      line += countLines(text, counted, start)
      const cells = [text.slice(start, start + 200)]
      yield { line, cells, problem: 'a JSON object that never ends' }
    }
  }

  #record(text: string, line: number): RawRecord {
    try {
      const cells: string[] = []
      for (const [name, value] of flatten(JSON.parse(text), line)) {
        cells[this.#place(name)] = value
        checkColumns(line, this.columns.length)
      }
      return { line, cells: Array.from(cells, (cell) => cell ?? '') }
    } catch (error) {
      if (error instanceof ImportException) throw error
      return { line, cells: [text.slice(0, 200)], problem: `not JSON: ${(error as Error).message}` }
    }
  }

  #place(name: string) {
    const known = this.#places.get(name)
    if (known !== undefined) return known
    this.#places.set(name, this.columns.length)
    return this.columns.push(name) - 1
  }
}

/** What stands between the values of a list within one cell; no title or name holds it. */
export const LIST_SEPARATOR = '\u2063'

/** A record's values as text under their names; a list of objects gives a list under each of their keys. */
function flatten(record: Record<string, unknown>, line: number) {
  const cells = new Map<string, string>()
  for (const [name, value] of Object.entries(record)) {
    const objects = Array.isArray(value) ? value.filter((item) => isObject(item)) : []
    if (objects.length === 0) {
      cells.set(name, toText(value))
      continue
    }
    const keys = new Set(objects.flatMap((item) => Object.keys(item)))
    checkColumns(line, keys.size)
    for (const key of keys) {
      cells.set(`${name} ${key}`, toText(objects.map((item) => item[key])))
    }
  }
  return cells
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.flat(3).map(toText).filter(Boolean).join(LIST_SEPARATOR)
  if (isObject(value)) return toText(Object.values(value))
  return value === null || value === undefined ? '' : String(value).toWellFormed()
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The position after the string that begins at `start`, or null while its end is not yet read. */
function endOfString(text: string, start: number) {
  let quote = text.indexOf('"', start + 1)
  while (quote !== -1) {
    let backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return quote + 1
    quote = text.indexOf('"', quote + 1)
  }
  return null
}

function countLines(text: string, from: number, to: number) {
  let lines = 0
  let newline = text.indexOf('\n', from)
  while (newline !== -1 && newline < to) {
    lines++
    newline = text.indexOf('\n', newline + 1)
  }
  return lines
}
