import { LONGEST_LINE, MOST_COLUMNS } from '#import/formats/bounds'
import ImportException from '#import/import_exception'

/** One record of a file: the line that it begins in, its cells, and what is wrong with it. */
export interface RawRecord {
  line: number
  cells: string[]
  problem?: string
}

interface Parsed {
  cells: string[]
  end: number
}

/**
 * Reads separated values from pieces of text, one record after the other.
 * Damage stays where it is: after a quote that is never closed, reading goes on
 * at the next line, where a strict parser would lose the rest of the file. A
 * record of more than the longest line is taken for such damage.
 */
export class CsvReader {
  #text = ''
  #position = 0
  #line = 1
  #isLast = false
  #hasBackslashes = false
  #newline = '\n'

  /** @param delimiter What stands between two cells; one character. */
  constructor(readonly delimiter: string) {}

  /** @throws ImportException for a line that is too long, or of too many columns. */
  async *read(pieces: AsyncIterable<string>): AsyncGenerator<RawRecord> {
    let isFirst = true
    for await (const piece of pieces) {
      if (isFirst && piece.includes('\r') && !piece.includes('\n')) this.#newline = '\r'
      isFirst = false
      this.#text = this.#text.slice(this.#position) + piece
      this.#position = 0
      yield* this.#records()
    }
    this.#isLast = true
    yield* this.#records()
  }

  *#records(): Generator<RawRecord> {
    while (this.#position < this.#text.length) {
      const record = this.#next()
      if (record === null) return
      if (record.problem || record.cells.some((cell) => cell.trim() !== '')) yield record
    }
  }

  /** The record at the position, or null where its end is not yet read. */
  #next(): RawRecord | null {
    const line = this.#line
    const end = this.#endOfLine(this.#position)
    checkLength(line, (end === -1 ? this.#text.length : end) - this.#position)
    if (end === -1) return null

    const text = this.#text.slice(this.#position, end)
    if (!text.includes('"')) {
      const cells = this.#split(text)
      this.#advance(end)
      return { line, cells }
    }

    const parsed = this.#parseQuoted()
    if (parsed === 'more') return null
    if (parsed !== 'broken') {
      this.#advance(parsed.end)
      return { line, cells: parsed.cells }
    }
    const cells = this.#split(text)
    this.#advance(end)
    // Lists between tabs are often written with no quoting at all
    return this.delimiter === '\t'
      ? { line, cells }
      : { line, cells, problem: 'a quotation mark that is never closed' }
  }

  /** The cells of a line without quotes. */
  #split(text: string) {
    const cells = text.replace(/\r$/, '').split(this.delimiter, MOST_COLUMNS + 1)
    checkColumns(this.#line, cells.length)
    return cells
  }

  #parseQuoted(): Parsed | 'more' | 'broken' {
    const cells: string[] = []
    let position = this.#position
    while (true) {
      const start = this.#skipSpaces(position)
      const cell = this.#text[start] === '"' ? this.#quotedCell(start) : this.#plainCell(position)
      if (typeof cell === 'string') return cell
      cells.push(cell.value)
      checkColumns(this.#line, cells.length)
      if (this.#text[cell.end] !== this.delimiter) {
        return { cells, end: this.#endOfLine(cell.end) }
      }
      position = cell.end + 1
    }
  }

  #plainCell(start: number) {
    const endOfLine = this.#endOfLine(start)
    if (endOfLine === -1) return 'more'
    const next = this.#text.indexOf(this.delimiter, start)
    const end = next === -1 || next > endOfLine ? endOfLine : next
    const value = this.#text.slice(start, end)
    return { value: end === endOfLine ? value.replace(/\r$/, '') : value, end }
  }

  #quotedCell(start: number) {
    let value = ''
    let from = start + 1
    let position = from
    while (true) {
      const quote = this.#text.indexOf('"', position)
      const isTooLong = (quote === -1 ? this.#text.length : quote) - this.#position > LONGEST_LINE
      if (isTooLong || (quote === -1 && this.#isLast)) return 'broken'
      if (quote === -1 || (quote > this.#text.length - 3 && !this.#isLast)) return 'more'

      const escaped = this.#text[quote - 1] === '\\' && quote - 1 >= from
      if (this.#text[quote + 1] === '"' && !(escaped && this.#hasBackslashes)) {
        value += this.#text.slice(from, quote + 1)
        from = position = quote + 2
      } else if (this.#closes(quote) && !(escaped && this.#hasBackslashes)) {
        value += this.#text.slice(from, quote)
        return {
          value: this.#hasBackslashes ? value.replaceAll('\\\\', '\\') : value,
          end: quote + 1,
        }
      } else if (escaped) {
        this.#hasBackslashes = true
        value += this.#text.slice(from, quote - 1) + '"'
        from = position = quote + 1
      } else if (this.#text.slice(start, quote).includes(this.#newline)) {
        return 'broken'
      } else {
        position = quote + 1
      }
    }
  }

  #closes(quote: number) {
    const next = this.#text[quote + 1]
    return (
      next === undefined ||
      next === this.delimiter ||
      next === this.#newline ||
      (next === '\r' && (this.#text[quote + 2] ?? '\n') === '\n')
    )
  }

  #skipSpaces(position: number) {
    while (this.#text[position] === ' ') position++
    return position
  }

  /** Where the line ends, or -1 while that is not yet read. */
  #endOfLine(from: number) {
    const end = this.#text.indexOf(this.#newline, from)
    return end === -1 && this.#isLast ? this.#text.length : end
  }

  #advance(end: number) {
    const next = Math.min(end + 1, this.#text.length)
    let newline = this.#text.indexOf(this.#newline, this.#position)
    while (newline !== -1 && newline < next) {
      this.#line++
      newline = this.#text.indexOf(this.#newline, newline + 1)
    }
    this.#position = next
  }
}

/** @throws ImportException where a line, or a record that begins there, is too long to be one. */
export function checkLength(line: number, length: number) {
  if (length <= LONGEST_LINE) return
  const most = LONGEST_LINE.toLocaleString('en')
  throw new ImportException(
    `line ${line} has more than ${most} characters: this is no list of books`
  )
}

/** @throws ImportException where the columns are too many. */
export function checkColumns(line: number, columns: number) {
  if (columns <= MOST_COLUMNS) return
  const most = MOST_COLUMNS.toLocaleString('en')
  throw new ImportException(`line ${line} has more than ${most} columns: this is no list of books`)
}
