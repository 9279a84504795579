import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { nextCodes } from '#catalogue/codes'
import RefusedException from '#exceptions/refused_exception'
import { run } from '#sql/statement'
import { transaction } from '#sql/transaction'

/** All tables that are moved, with their keys: none comes before one that its rows point to. */
const TABLES = {
  languages: ['code'],
  genres: ['id'],
  authors: ['id'],
  books: ['id'],
  book_authors: ['book_id', 'author_id'],
  book_genres: ['book_id', 'genre_id'],
  book_instances: ['id'],
  members: ['id'],
  sign_ins: ['id'],
  loans: ['id'],
  desk_acts: ['id'],
  member_files: ['id'],
  library: ['id'],
  notices: ['id'],
  session_successors: ['id'],
  sessions: ['id'],
}
type Table = keyof typeof TABLES
const NAMES = Object.keys(TABLES) as Table[]

/** Those whose rows the database numbers by itself. */
const NUMBERED = [
  'genres',
  'authors',
  'books',
  'notices',
  'members',
  'loans',
  'desk_acts',
  'member_files',
]

const PAGE = 1_000

/**
 * Copies a library in one transaction of the target; `from` is one that sees one moment. `progress`
 * is told which part of the rows is copied, from 0 to 1.
 * @returns the rows of each table
 * @throws with the sentence where the target holds a library, or other counts in the end
 */
export async function moveLibrary(
  from: QueryClientContract,
  to: QueryClientContract,
  options: { replace?: boolean; progress?: (fraction: number, table: string) => void } = {}
) {
  const rows = await countRows(from)
  const total = sum(rows)
  let copied = 0

  await transaction(to, async (trx) => {
    // One that was just made has its row of this
    await run(trx, 'delete from library')
    if (options.replace)
      for (const table of NAMES.toReversed()) await run(trx, `delete from ${table}`)
    else if (sum(await countRows(trx)) > 0) {
      throw new RefusedException(
        'The other database already holds something else. With --replace it is emptied first.'
      )
    }

    for (const table of NAMES) {
      for await (const page of pagesOf(from, table)) {
        await insert(trx, table, page)
        copied += page.length
        options.progress?.(copied / total, table.replace('_', ' '))
      }
    }
    await numberOn(trx)
    const [codes] = await run(from, `select count from record_counts where name = 'codes'`)
    await nextCodes(trx, 0, [String(codes.count)])
    if (JSON.stringify(await countRows(trx)) !== JSON.stringify(rows)) {
      throw new RefusedException(
        'Not all rows arrived in the other database, so it was left as it was.'
      )
    }
  })
  return rows
}

type Row = Record<string, string | null>

async function countRows(client: QueryClientContract) {
  const counts = {} as Record<Table, number>
  for (const table of NAMES) {
    const [{ total }] = await run(client, `select count(*) as total from ${table}`)
    counts[table] = Number(total)
  }
  return counts
}

function sum(rows: Record<Table, number>) {
  return Object.values(rows).reduce((total, count) => total + count, 0)
}

/** Rows in the order of their key, all values as the text that both databases read. */
async function* pagesOf(client: QueryClientContract, table: Table) {
  const [first] = await run(client, `select * from ${table} limit 1`)
  if (!first) return
  const columns = Object.keys(first).map((name) => `${textOf(name)} as ${name}`)
  const key = TABLES[table].map((column) => `${table}.${column}`).join(', ')
  const behind = `where (${key}) > (${TABLES[table].map(() => '?').join(', ')})`
  let page: Row[] = []
  do {
    const last = page.at(-1)
    page = await run<Row>(
      client,
      `select ${columns.join(', ')} from ${table} ${last ? behind : ''} order by ${key} limit ${PAGE}`,
      last ? TABLES[table].map((column) => last[column]) : []
    )
    yield page
  } while (page.length === PAGE)
}

function textOf(column: string) {
  // A time to the second, as SQLite has it; numbers of milliseconds are shorter than that
  if (column.endsWith('_at')) return `substr(cast(${column} as text), 1, 19)`
  // SQLite has numbers for true and false, which PostgreSQL reads too
  return `cast(${column.startsWith('is_') ? `cast(${column} as integer)` : column} as text)`
}

async function insert(trx: QueryClientContract, table: Table, rows: Row[]) {
  if (rows.length === 0) return
  const names = Object.keys(rows[0])
  const source = isPostgres(trx)
    ? `select ${names.join(', ')} from jsonb_populate_recordset(null::${table}, ?::jsonb)`
    : `select ${names.map((name) => `value ->> '${name}'`).join(', ')} from jsonb_each(?)`
  await run(trx, `insert into ${table} (${names.join(', ')}) ${source}`, [JSON.stringify(rows)])
}

async function numberOn(trx: QueryClientContract) {
  if (!isPostgres(trx)) return
  for (const table of NUMBERED) {
    await run(
      trx,
      `select setval(pg_get_serial_sequence('${table}', 'id'), max(id)) from ${table} having max(id) > 0`
    )
  }
}

function isPostgres(client: QueryClientContract) {
  return client.dialect.name === 'postgres'
}
