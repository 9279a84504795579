import { createHash, type Hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { rowsOf } from '#sql/json_rows'
import { run } from '#sql/statement'
import MoveException from '#move/move_exception'
import { type Row, TableReader } from '#move/table_reader'
import { type Table, TABLES } from '#move/tables'
import { transaction } from '#sql/transaction'

const PAGE = 1_000
const COMMITTED_PAGES = 10

export interface MoveSummary {
  /** Rows by table. */
  rows: Record<string, number>
  /** How many of them an earlier run had moved already. */
  found: number
  /** SHA-256 of all rows, the same in both databases. */
  hash: string
}

/**
 * Copies a library from one database into another that is empty, or that an
 * earlier run began to fill. It holds a page of rows in memory. What stands in
 * the target already is compared and left as it is.
 */
export class Mover {
  #found = 0
  #done = 0
  #total = 0

  /**
   * @param from A transaction that sees one moment.
   * @param progress Told which part is done, from 0 to 1: copied in the first half, checked in the second.
   */
  constructor(
    readonly from: QueryClientContract,
    readonly to: QueryClientContract,
    readonly progress: (fraction: number, what: string) => void = () => {}
  ) {}

  /** @throws MoveException where the target holds something else, or differs in the end. */
  async move(): Promise<MoveSummary> {
    const rows: Record<string, number> = {}
    for (const table of TABLES) {
      rows[table.name] = await new TableReader(this.from, table).count()
      this.#total += 2 * rows[table.name]
    }
    for (const table of TABLES) await this.#copy(table)
    await this.#number()

    const [theirs, ours] = [await this.#hash(this.from), await this.#hash(this.to)]
    if (theirs !== ours) {
      throw new MoveException(
        'What was moved differs from what it was moved from: the content hashes are not the same.'
      )
    }
    await this.#compareCounts()
    return { rows, found: this.#found, hash: ours }
  }

  async #copy(table: Table) {
    const source = new TableReader(this.from, table)
    let after: Row | undefined
    let page = await source.page(after, PAGE)
    while (page.length > 0) {
      await transaction(this.to, async (trx) => {
        for (let pages = 0; pages < COMMITTED_PAGES && page.length > 0; pages++) {
          await this.#write(trx, table, after, page)
          after = page.at(-1)!
          page = await source.page(after, PAGE)
        }
      })
    }
    const [extra] = await new TableReader(this.to, table).between(after, undefined)
    if (extra) throw otherLibrary(table)
  }

  async #write(trx: QueryClientContract, table: Table, after: Row | undefined, rows: Row[]) {
    const there = await new TableReader(trx, table).between(after, rows.at(-1))
    const keyOf = (row: Row) => JSON.stringify(table.key.map((column) => row[column]))
    const known = new Map(there.map((row) => [keyOf(row), row]))
    const missing: Row[] = []
    for (const row of rows) {
      const same = known.get(keyOf(row))
      if (!same) missing.push(row)
      else if (!isDeepStrictEqual({ ...same }, { ...row })) throw otherLibrary(table)
    }
    if (rows.length - missing.length !== there.length) throw otherLibrary(table)
    this.#found += there.length
    await insert(trx, table, missing)
    this.#tell(rows.length, table)
  }

  /** Lets the target count on from the highest number. */
  async #number() {
    if (this.to.dialect.name !== 'postgres') return
    for (const { name } of TABLES.filter(({ isNumbered }) => isNumbered)) {
      await run(
        this.to,
        `select setval(pg_get_serial_sequence('${name}', 'id'), max(id)) from ${name} having max(id) > 0`
      )
    }
  }

  async #hash(client: QueryClientContract) {
    const hash = createHash('sha256')
    for (const table of TABLES) await this.#hashTable(new TableReader(client, table), hash)
    return hash.digest('hex')
  }

  async #hashTable(reader: TableReader, hash: Hash) {
    const names = Object.keys(reader.table.columns)
    hash.update(`${reader.table.name}\n`)
    let page = await reader.page(undefined, PAGE)
    while (page.length > 0) {
      for (const row of page) hash.update(`${JSON.stringify(names.map((name) => row[name]))}\n`)
      this.#tell(page.length / 2, reader.table)
      page = await reader.page(page.at(-1), PAGE)
    }
  }

  async #compareCounts() {
    const counts = (client: QueryClientContract) =>
      run(client, `select name, count from record_counts where name <> 'changes' order by name`)
    const [theirs, ours] = [await counts(this.from), await counts(this.to)]
    if (JSON.stringify(theirs) !== JSON.stringify(ours)) {
      throw new MoveException('The counts of the moved library differ from those of the other.')
    }
  }

  #tell(rows: number, { name }: Table) {
    this.#done += rows
    this.progress(this.#done / this.#total, name.replace('_', ' '))
  }
}

/** Removes whatever library the database holds. */
export async function emptyDatabase(client: QueryClientContract) {
  await transaction(client, async (trx) => {
    for (const { name } of TABLES.toReversed()) await run(trx, `delete from ${name}`)
  })
}

async function insert(trx: QueryClientContract, { name, columns }: Table, rows: Row[]) {
  if (rows.length === 0) return
  const names = Object.keys(columns)
  const cells = rows.map((row) => names.map((column) => row[column]))
  await run(trx, `insert into ${name} (${names.join(', ')}) ${rowsOf(trx, columns)}`, [
    JSON.stringify(cells),
  ])
}

function otherLibrary({ name }: Table) {
  return new MoveException(
    `The other database already holds something else (in the table ${name}). With --replace it is emptied first.`
  )
}
