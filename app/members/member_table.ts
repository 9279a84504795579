import { toCsv, unguard } from '#import/formats/own'
import { sniffDelimiter } from '#import/reading/columns'
import { CsvReader, type RawRecord } from '#import/reading/csv_reader'
import { findEncoding, inspect, readText } from '#import/reading/text_file'
import RefusedException from '#exceptions/refused_exception'
import { spokenLanguages, textsIn } from '#languages/speech'
import {
  type Fault,
  type Faults,
  FIELDS,
  type Field,
  readTold,
  type Told,
} from '#members/member_facts'

/** A row of a file of members: what it says, or why it cannot be read. */
export interface Row {
  line: number
  told: Partial<Told>
  /** As it stands there, for whoever looks for it. */
  text: string
  fault?: Fault & { field?: Field }
}

const MOST_ROWS = 5_000

/** What else the columns are called by others. */
const OTHER_NAMES: Partial<Record<Field, string[]>> = {
  name: ['full name', 'member', 'patron', 'borrower'],
  card: ['barcode', 'card number', 'cardnumber', 'library card'],
  group: ['class', 'klasse', 'classe', 'clase', 'form', 'family'],
  email: ['mail', 'e mail address', 'email address'],
  expires_on: ['expires', 'expiry date', 'expiration date', 'valid until'],
  note: ['notes', 'comment'],
}

/** Why a file is no table of members: a text of "member_files". */
export class TableException extends RefusedException {
  constructor(readonly kind: 'empty' | 'no_table' | 'no_columns' | 'too_many' | 'too_large') {
    super(`This is no table of members: ${kind}`)
  }
}

/** @throws TableException */
export async function readTable(path: string) {
  try {
    return await readRows(path)
  } catch (error) {
    // What is said of a list of books does not fit
    if (error instanceof RefusedException && !(error instanceof TableException)) {
      throw new TableException('no_table')
    }
    throw error
  }
}

/** The members as a file that is read back; its first line has the headings. */
export function writeTable(headings: Told, members: Told[]) {
  return toCsv([headings, ...members].map((told) => FIELDS.map((field) => told[field])))
}

async function readRows(path: string) {
  const { head } = await inspect(path)
  const encoding = await findEncoding(path, head)
  const pieces = readText(path, encoding, () => {})
  const first = await pieces.next()
  if (first.done) throw new TableException('empty')
  const records = new CsvReader(sniffDelimiter(first.value)).read(chain(first.value, pieces))
  const header = await records.next()
  const columns = header.done ? [] : columnsOf(header.value.cells)
  if (!columns.includes('name') && !columns.includes('card')) throw new TableException('no_columns')

  const rows: Row[] = []
  for await (const record of records) {
    if (rows.length === MOST_ROWS) throw new TableException('too_many')
    rows.push(rowOf(record, columns))
  }
  return rows
}

function columnsOf(names: string[]) {
  const known = new Map<string, Field>()
  for (const field of FIELDS) {
    const spoken = spokenLanguages().map((code) => textsIn(code).t(`member_fields.${field}`))
    for (const name of [field, ...spoken, ...(OTHER_NAMES[field] ?? [])]) {
      known.set(plain(name), field)
    }
  }
  const fields = names.map((name) => known.get(plain(name)))
  // Of two columns of one name the first counts
  return fields.map((field, place) => (fields.indexOf(field) === place ? field : undefined))
}

function rowOf({ line, cells, problem }: RawRecord, columns: (Field | undefined)[]): Row {
  const text = cells.filter((cell) => cell.trim()).join(' | ')
  const typed = Object.fromEntries(
    columns.flatMap((field, place) => (field ? [[field, unguard(cells[place] ?? '')]] : []))
  ) as Partial<Told>
  const shown = [...text].slice(0, 100).join('')
  if (problem || cells.slice(columns.length).some((cell) => cell.trim())) {
    return { line, told: {}, text: shown, fault: { kind: 'damaged' } }
  }
  const { told, faults } = readTold(typed)
  return { line, told, text: shown, fault: firstOf(faults) }
}

/**
 * Whoever mends a file looks at one thing after the other; at the card last, which is no fault
 * where a member has it.
 */
function firstOf({ card, ...others }: Faults) {
  const [entry] = Object.entries({ ...others, ...(card && { card }) })
  return entry && { ...entry[1], field: entry[0] as Field }
}

function plain(name: string) {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
}

async function* chain(first: string, rest: AsyncIterable<string>) {
  yield first
  yield* rest
}
