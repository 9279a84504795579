import { checkColumns, checkLength } from '#import/formats/bounds'
import RefusedException from '#exceptions/refused_exception'
import type { RawRecord } from '#import/reading/csv_reader'
import { TextBuffer } from '#import/reading/text_buffer'

/**
 * The outermost objects that are no mere wrapper are the records; each is parsed by itself, so that
 * one that is damaged leaves the others alone. Their cells stand under the names in `columns`, which
 * grows as new names appear.
 */
export class JsonReader {
  readonly columns: string[] = []
  readonly #places = new Map<string, number>()
  readonly #buffer = new TextBuffer()

  constructor(readonly form: 'lines' | 'array' | 'keyed') {}

  read(pieces: AsyncIterable<string>): AsyncGenerator<RawRecord> {
    return this.form === 'lines' ? this.#readLines(pieces) : this.#readNested(pieces)
  }

  async *#readLines(pieces: AsyncIterable<string>) {
    const buffer = this.#buffer
    for await (const piece of pieces) {
      buffer.add(piece)
      let end = buffer.text.indexOf('\n')
      for (; end !== -1; end = buffer.text.indexOf('\n', end + 1)) yield* this.#record(end + 1)
      checkLength(buffer.line, buffer.text.length - buffer.position)
    }
    yield* this.#record(buffer.text.length)
  }

  async *#readNested(pieces: AsyncIterable<string>) {
    const buffer = this.#buffer
    /** A string as a whole, one whose end is not there yet, or a bracket. */
    const token = /"[^"\\]*(?:\\.[^"\\]*)*"|["{}[\]]/gs
    let isInRecord = false
    let depth = 0
    let outside = this.form === 'keyed' ? 1 : 0
    for await (const piece of pieces) {
      token.lastIndex -= buffer.position
      buffer.add(piece)
      let found = token.exec(buffer.text)
      for (; found !== null && found[0] !== '"'; found = token.exec(buffer.text)) {
        if (found[0].length > 1) continue
        if (found[0] === '{' && !isInRecord && depth >= outside) {
          buffer.take(found.index)
          isInRecord = true
          outside = depth
        }
        depth = Math.max(depth + (/[{[]/.test(found[0]) ? 1 : -1), 0)
        if (isInRecord && depth <= outside) {
          yield* this.#record(token.lastIndex)
          isInRecord = false
        }
      }
      token.lastIndex = found?.index ?? buffer.text.length
      // What goes on in the next piece: a record, or a text outside of one
      if (!isInRecord) buffer.take(token.lastIndex)
      checkLength(buffer.line, buffer.text.length - buffer.position)
    }
    if (isInRecord) {
      const cells = [buffer.text.slice(buffer.position, buffer.position + 200)]
      yield { line: buffer.line, cells, problem: 'a JSON object that never ends' }
    }
  }

  /** The record that ends there; none where all is blank. */
  *#record(end: number): Generator<RawRecord> {
    const { line } = this.#buffer
    const text = this.#buffer.take(end).trim()
    checkLength(line, text.length)
    if (text === '') return
    try {
      const cells: string[] = []
      for (const [name, value] of flatten(JSON.parse(text), line)) {
        const place = this.#places.get(name) ?? this.columns.push(name) - 1
        this.#places.set(name, place)
        cells[place] = value
        checkColumns(line, this.columns.length)
      }
      yield { line, cells: Array.from(cells, (cell) => cell ?? '') }
    } catch (error) {
      if (error instanceof RefusedException) throw error
      const problem = `not JSON: ${(error as Error).message}`
      yield { line, cells: [text.slice(0, 200)], problem }
    }
  }
}

/** What stands between the values of a list within one cell; no title or name holds it. */
export const LIST_SEPARATOR = '\u2063'

/** A record's values as text under their names; a list of objects gives a list under each of their keys. */
function flatten(record: Record<string, unknown>, line: number) {
  const cells = new Map<string, string>()
  for (const [name, value] of Object.entries(record)) {
    const objects = Array.isArray(value) ? value.filter((item) => isObject(item)) : []
    const keys = new Set(objects.flatMap((item) => Object.keys(item)))
    checkColumns(line, keys.size)
    if (objects.length === 0) cells.set(name, toText(value))
    for (const key of keys) cells.set(`${name} ${key}`, toText(objects.map((item) => item[key])))
  }
  return cells
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.flat(3).map(toText).filter(Boolean).join(LIST_SEPARATOR)
  if (isObject(value)) return toText(Object.values(value))
  return String(value ?? '').toWellFormed()
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** How the records stand in the file: one a line, in an array, or as the values of one object. */
export function jsonForm(beginning: string) {
  const text = beginning.trimStart()
  if (/^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*[[{]/.test(text)) {
    try {
      const values = Object.values(JSON.parse(text.split('\n', 1)[0]))
      return values.every((value) => typeof value === 'object') ? 'keyed' : 'lines'
    } catch {
      return 'keyed'
    }
  }
  return /^\{[^\n]*\}\s*(?:\n\s*\{|$)/.test(text) ? 'lines' : 'array'
}
