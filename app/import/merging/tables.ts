import RefusedException from '#exceptions/refused_exception'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { type ColumnType, rowsOf, valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'

type Columns = Record<string, ColumnType>

const STAMPS: Columns = { created_at: 'timestamp', updated_at: 'timestamp' }

const TABLES = {
  languages: texts('code', 'name', 'name_key'),
  genres: texts('name', 'name_key'),
  authors: { ...texts('name', 'name_key', 'sort_name', 'sort_key', 'born', 'died'), ...STAMPS },
  books: {
    id: 'integer',
    ...texts('title', 'subtitle', 'sort_title', 'sort_key', 'match_key', 'summary', 'isbn'),
    ...texts('publisher', 'language_code', 'series', 'volume'),
    year: 'integer',
    ...STAMPS,
  },
  book_authors: { book_id: 'integer', author_id: 'integer', position: 'integer' },
  book_genres: { book_id: 'integer', genre_id: 'integer' },
  book_instances: {
    id: 'uuid',
    book_id: 'integer',
    ...texts('code', 'imprint', 'shelf_place', 'status'),
    due_back: 'date',
    ...STAMPS,
  },
} satisfies Record<string, Columns>

type Table = keyof typeof TABLES

function texts(...names: string[]): Columns {
  return Object.fromEntries(names.map((name) => [name, 'text']))
}

/** The rows that a batch makes in a table, and those of before that it changes. */
export class Changes<Row extends object> {
  readonly added = new Set<Row>()
  readonly changed = new Set<Row>()

  constructor(
    readonly table: Table,
    readonly key = 'id'
  ) {}

  note(row: Row) {
    if (!this.added.has(row)) this.changed.add(row)
  }

  async write<T>(trx: QueryClientContract, toRow: (row: Row) => object, returning = '') {
    const rows = Array.from([...this.added, ...this.changed], toRow)
    const updated = Object.keys(TABLES[this.table])
      .filter((name) => name !== this.key && name !== 'created_at')
      .map((name) => `${name} = excluded.${name}`)
    const ending = `where true on conflict (${this.key}) do update set ${updated} ${returning}`
    return insert<T>(trx, this.table, rows, ending)
  }
}

/** Adds rows, in their order, whatever more their objects hold. */
export async function insert<T>(
  trx: QueryClientContract,
  table: Table,
  rows: object[],
  ending = ''
) {
  if (rows.length === 0) return []
  const columns = TABLES[table]
  const sql = `insert into ${table} (${Object.keys(columns)}) ${rowsOf(trx, columns)} ${ending}`
  return run<T>(trx, sql, [toJson(rows, columns)])
}

/** Who goes with the example books: nobody who was given a role or a password since. */
const GOING = `is_example and role = 'none' and password is null`

export async function emptyCatalogue(trx: QueryClientContract) {
  const [{ total }] = await run<{ total: number }>(
    trx,
    `select count(*) as total from loans join members on members.id = loans.member_id
     where returned_at is null and not (${GOING})`
  )
  if (Number(total) > 0) {
    throw new RefusedException(
      `The example books cannot be removed: ${total} of their copies are on loan to members. Take them back first.`
    )
  }
  for (const table of Object.keys(TABLES).toReversed()) await run(trx, `delete from ${table}`)
  await run(trx, `delete from members where ${GOING}`)
  // No label has a code of the copies that were there
  await run(trx, `update record_counts set count = 0 where name = 'codes'`)
}

/** Runs a statement in which ":values" stands for a query of values; no statement where there are none. */
export async function runWith<T>(
  trx: QueryClientContract,
  sql: string,
  type: ColumnType,
  values: (string | number)[]
) {
  if (values.length === 0) return []
  return run<T>(trx, sql.replace(':values', valuesOf(trx, type)), [JSON.stringify(values)])
}

/** So many ids, in rising order, that no other book will have. */
export async function reserveBookIds(trx: QueryClientContract, count: number) {
  if (trx.dialect.name === 'postgres') {
    const sql = `select nextval(pg_get_serial_sequence('books', 'id'))::integer as id from generate_series(1, ?)`
    const rows = await run<{ id: number }>(trx, sql, [count])
    return rows.map(({ id }) => id)
  }
  // The transaction already holds the write lock, so nobody else takes them
  const sql = `select seq from sqlite_sequence where name = 'books'`
  const [row] = await run<{ seq: number }>(trx, sql)
  return Array.from({ length: count }, (_, index) => (row?.seq ?? 0) + 1 + index)
}

function toJson(rows: object[], columns: object) {
  const names = Object.keys(columns)
  return JSON.stringify(
    rows.map((row) => names.map((name) => (row as Record<string, unknown>)[name] ?? null))
  )
}
