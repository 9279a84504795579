import { checkColumns, checkLength, LONGEST_LINE, MOST_COLUMNS } from '#import/formats/bounds'
import { TextBuffer } from '#import/reading/text_buffer'

export interface RawRecord {
  line: number
  cells: string[]
  problem?: string
}

/** What was read from a place on; or that its end is not yet there, or that there will be none. */
type Read<T> = { value: T; end: number } | 'more' | 'broken'

/**
 * Reads separated values from pieces of text, one record after the other.
 * Damage stays where it is: after a quote that is never closed, reading goes on
 * at the next line, where a strict parser would lose the rest of the file. A
 * record of more than the longest line is taken for such damage.
 */
export class CsvReader {
  readonly #buffer = new TextBuffer()
  #isLast = false
  #hasBackslashes = false

  constructor(readonly delimiter: string) {}

  async *read(pieces: AsyncIterable<string>): AsyncGenerator<RawRecord> {
    const buffer = this.#buffer
    for await (const piece of pieces) {
      const isFirst = buffer.text === ''
      if (isFirst && piece.includes('\r') && !piece.includes('\n')) buffer.newline = '\r'
      buffer.add(piece)
      yield* this.#records()
    }
    this.#isLast = true
    yield* this.#records()
  }

  *#records() {
    while (this.#buffer.position < this.#buffer.text.length) {
      const record = this.#next()
      if (record === null) return
      if (record.problem || record.cells.some((cell) => cell.trim() !== '')) yield record
    }
  }

  /** Null where its end is not yet read. */
  #next(): RawRecord | null {
    const { line, position, text } = this.#buffer
    const end = this.#endOfLine(position)
    checkLength(line, (end === -1 ? text.length : end) - position)
    if (end === -1) return null

    const content = text.slice(position, end)
    const quoted = content.includes('"') ? this.#quotedCells() : undefined
    if (quoted === 'more') return null
    if (quoted && quoted !== 'broken') {
      this.#buffer.take(quoted.end + 1)
      return { line, cells: quoted.value }
    }
    const cells = content.replace(/\r$/, '').split(this.delimiter, MOST_COLUMNS + 1)
    checkColumns(line, cells.length)
    this.#buffer.take(end + 1)
    // Lists between tabs are often written with no quoting at all
    return quoted && this.delimiter !== '\t'
      ? { line, cells, problem: 'a quotation mark that is never closed' }
      : { line, cells }
  }

  /** The cells of a record with quotes, which may go on for many lines. */
  #quotedCells(): Read<string[]> {
    const { line, position, text } = this.#buffer
    const cells: string[] = []
    let end = position - 1
    do {
      let start = end + 1
      while (text[start] === ' ') start++
      const cell = text[start] === '"' ? this.#quotedCell(start) : this.#plainCell(end + 1)
      if (typeof cell === 'string') return cell
      cells.push(cell.value)
      checkColumns(line, cells.length)
      end = cell.end
    } while (text[end] === this.delimiter)
    return { value: cells, end: this.#endOfLine(end) }
  }

  #plainCell(start: number): Read<string> {
    const { text } = this.#buffer
    const endOfLine = this.#endOfLine(start)
    if (endOfLine === -1) return 'more'
    const next = text.indexOf(this.delimiter, start)
    if (next !== -1 && next < endOfLine) return { value: text.slice(start, next), end: next }
    return { value: text.slice(start, endOfLine).replace(/\r$/, ''), end: endOfLine }
  }

  #quotedCell(start: number): Read<string> {
    const { position, text } = this.#buffer
    const endOfLine = this.#endOfLine(start)
    let quote = start
    while (true) {
      quote = text.indexOf('"', quote + 1)
      const isTooLong = (quote === -1 ? text.length : quote) - position > LONGEST_LINE
      if (isTooLong || (quote === -1 && this.#isLast)) return 'broken'
      if (quote === -1 || (quote > text.length - 3 && !this.#isLast)) return 'more'

      const isEscaped = text[quote - 1] === '\\' && quote - 1 > start
      if (isEscaped && this.#hasBackslashes) continue
      if (text[quote + 1] === '"') quote++
      else if (this.#closes(quote)) {
        return { value: this.#unescape(text.slice(start + 1, quote)), end: quote + 1 }
      } else if (isEscaped) this.#hasBackslashes = true
      else if (endOfLine !== -1 && quote > endOfLine) return 'broken'
    }
  }

  #unescape(text: string) {
    if (!this.#hasBackslashes) return text.replaceAll('""', '"')
    return text.replace(/""|\\"/g, '"').replaceAll('\\\\', '\\')
  }

  #closes(quote: number) {
    const { text, newline } = this.#buffer
    const next = text[quote + 1]
    const isEnd = next === '\r' && (text[quote + 2] ?? '\n') === '\n'
    return next === undefined || next === this.delimiter || next === newline || isEnd
  }

  /** Where the line ends, or -1 while that is not yet read. */
  #endOfLine(from: number) {
    const { text, newline } = this.#buffer
    const end = text.indexOf(newline, from)
    return end === -1 && this.#isLast ? text.length : end
  }
}
