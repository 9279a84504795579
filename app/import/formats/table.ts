import { decodeHTMLStrict } from 'entities'
import { toIsbn13 } from '#catalogue/isbn'
import { splitAuthors, withoutDoubles, type CommaStyle } from '#import/formats/authors'
import {
  boundGenres,
  boundName,
  checkAuthorCell,
  checkAuthors,
  checkTitle,
  LONGEST_NAME,
  MOST_COPIES,
  type Warn,
  withoutControls,
} from '#import/formats/bounds'
import { toCode } from '#import/formats/codes'
import type { Field } from '#import/formats/column_names'
import type { Columns } from '#import/reading/columns'
import { toTimestamp, toYear } from '#import/formats/dates'
import { type BookRecord, RejectedRow } from '#import/formats/record'
import { isSpoilt, findIsbn } from '#import/formats/isbn'
import { splitSeries, splitTitle, toVolume } from '#import/formats/series'
import { LIST_SEPARATOR } from '#import/reading/json_reader'
import { type CopyStatus, isCopyStatus } from '#models/book_instance'
import { toLanguageCode } from '#import/formats/languages'

export interface TableOptions {
  /** Where a row does not tell how many copies it stands for, and in what state they are. */
  copies: number
  status: CopyStatus
  commaStyle: CommaStyle
}

/** `\Desire\""` is what became of `"Desire"` where a program wrote `\"` and another one read `""`. */
const SPOILT_QUOTES = /\\([^"\\]+)\\""?/g
/** One line of text that needs no mending, as most are. */
const TIDY = /^[!-%'-[\]-~]+(?: [!-%'-[\]-~]+)*$/

export class TableRows {
  constructor(
    public columns: Columns,
    readonly options: TableOptions
  ) {}

  /** @throws RejectedRow where it cannot be taken */
  read(cells: string[], warn: Warn): BookRecord {
    const first = (field: Field) => this.columns.first(cells, field)
    const { title, ...heading } = this.#titles(cells, warn)
    const years = this.columns.all(cells, 'year').map((cell) => toYear(cell))
    const isbn = this.#isbn(cells, warn)
    const code = toCode(first('code') ?? '', warn)
    return {
      kind: 'book',
      title,
      ...heading,
      sort_title: null,
      authors: this.#authors(cells),
      summary: this.#summary(cells, title),
      isbn,
      year: years.find((year) => year !== null) ?? null,
      publisher: boundName(toPublisher(line(first('publisher') ?? '')), 'publisher', warn),
      language_code: this.#language(first('language'), warn),
      genres: this.#genres(first('genres'), warn),
      quantity: this.#quantity(cells),
      status: this.#status(first('status')),
      imprint: boundName(line(first('imprint') ?? ''), 'imprint', warn),
      shelf_place: boundName(line(first('place') ?? ''), 'place', warn),
      // A barcode that the publisher printed is that of all copies
      code: isbn && toIsbn13(code ?? '') === isbn ? null : code,
      created_at: toTimestamp(first('added') ?? ''),
      isOwnRecord: false,
    }
  }

  #titles(cells: string[], warn: Warn) {
    const first = (field: Field) => line(this.columns.first(cells, field) ?? '')
    const [title, subtitle] = [first('title'), first('subtitle')]
    if (!/[\p{L}\p{N}\p{S}]/u.test(title) && !/[^\s"'.,-]/u.test(title))
      throw new RejectedRow('no title')
    checkTitle(title)
    checkTitle(subtitle, 'subtitle')
    const split = subtitle ? undefined : splitTitle(title)
    const told = split && splitSeries(split.statement)
    return {
      title: split?.title ?? title,
      statement: told && split.statement,
      subtitle: (told ? told.rest : split?.statement) || subtitle || null,
      ...this.#series(cells, told, warn),
    }
  }

  #series(cells: string[], inTitle: ReturnType<typeof splitSeries>, warn: Warn) {
    const [text = ''] = this.columns.first(cells, 'series')?.split(LIST_SEPARATOR) ?? []
    const cell = line(text)
    const number = line(this.columns.first(cells, 'volume') ?? '')
    const told = cell ? (splitSeries(cell) ?? { series: cell, volume: inTitle?.volume }) : inTitle
    const series = boundName(told?.series ?? '', 'series', warn)
    // Calibre counts a book that is of no series as the first of none
    const isNone = series === null && /^1\.0+$/.test(number)
    const volume = boundName(toVolume(number) || (told?.volume ?? ''), 'volume', warn)
    return { series, volume: isNone ? null : volume }
  }

  #authors(cells: string[]) {
    const style = this.options.commaStyle
    const sort = this.columns.first(cells, 'author_sort')
    const text = this.columns.first(cells, 'authors')
    const further = this.columns.all(cells, 'more_authors')
    for (const cell of [sort ?? '', text ?? '', ...further]) checkAuthorCell(cell)
    const main =
      text !== undefined
        ? splitAuthors(decode(text), { style, sort: sort && decode(sort) })
        : splitAuthors(decode(sort ?? ''), { style: 'inverted' })
    const more = further.flatMap((cell) => splitAuthors(decode(cell), { style }))
    const authors = more.length > 0 ? withoutDoubles([...main, ...more]) : main
    checkAuthors(authors.map(({ name }) => name))
    return authors
  }

  #summary(cells: string[], title: string) {
    const text = this.columns.first(cells, 'summary')?.toWellFormed() ?? ''
    const lines = text.replace(/\r\n?/g, '\n').replaceAll(LIST_SEPARATOR, '\n')
    const summary = withoutControls(lines).trim()
    // Where others have a summary, LibraryThing writes "Title by Author (Year)"
    const isCitation = summary.includes(' by ') && line(summary).startsWith(`${title} by `)
    return isCitation ? null : summary || null
  }

  #isbn(cells: string[], warn: Warn) {
    let wrong: string | undefined
    for (const cell of this.columns.all(cells, 'isbn')) {
      const isbn = isSpoilt(cell) ? null : findIsbn(cell)
      if (isbn !== null) return isbn
      if (/\d/.test(cell) && (wrong === undefined || isSpoilt(wrong))) wrong = cell
    }
    if (wrong !== undefined)
      warn(`"${line(wrong).slice(0, 40)}" is not a valid ISBN and was left out`)
    return null
  }

  #language(text: string | undefined, warn: Warn) {
    if (text === undefined) return null
    const code = toLanguageCode(text.slice(0, LONGEST_NAME))
    if (code === null) warn(`"${line(text).slice(0, 40)}" is not a known language and was left out`)
    return code
  }

  #genres(text: string | undefined, warn: Warn) {
    if (text === undefined) return []
    const names = decode(text)
      .split(text.includes(LIST_SEPARATOR) ? LIST_SEPARATOR : /[;|\n]+|,\s*/)
      .map(line)
      .filter((name) => /\p{L}/u.test(name))
    return boundGenres(names, warn)
  }

  #quantity(cells: string[]) {
    const isOwned = (cell: string) => !/^(?:1|yes|true)$/i.test(cell.trim())
    if (!this.columns.all(cells, 'not_owned').every(isOwned)) return 0
    const owned = this.columns.first(cells, 'owned')?.trim()
    const text = this.columns.first(cells, 'quantity')?.trim() ?? (owned !== '0' && owned)
    if (!text) return this.options.copies
    const quantity = Number(text)
    if (!/^\d+(?:\.0+)?$/.test(text) || quantity > MOST_COPIES) {
      throw new RejectedRow(
        `"${text.slice(0, 40)}" is not a valid number of copies (0 to ${MOST_COPIES})`
      )
    }
    return quantity
  }

  /** Only what is a copy's state here: elsewhere a status says whether somebody has read the book. */
  #status(text = '') {
    const status = text
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_')
    return isCopyStatus(status) ? status : this.options.status
  }
}

/** LibraryThing writes "Gallimard (1979), Poche". */
function toPublisher(text: string) {
  return text.replace(/\s*\(\d{4}\).*$/, '').replace(/^"(.*)"$/, '$1')
}

/** One line of text: without entities, doubled spaces and the like. */
function line(text: string) {
  if (TIDY.test(text)) return text
  return decode(text)
    .replace(SPOILT_QUOTES, '"$1"')
    .replace(/[\s\u2063]+/g, ' ')
    .trim()
}

function decode(text: string) {
  const whole = text.toWellFormed().normalize('NFC')
  return whole.includes('&') ? decodeHTMLStrict(whole).replace(/&amp\b/g, '&') : whole
}
