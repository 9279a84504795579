import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ColumnType } from '#sql/json_rows'
import { run } from '#sql/statement'
import type { Table } from '#move/tables'

export type Cell = string | number | null
export type Row = Record<string, Cell>

/** How a column is read, so that both databases give the same text; times to the second. */
const FORMS: Partial<Record<ColumnType, (name: string) => string>> = {
  timestamp: (name) => `substr(cast(${name} as text), 1, 19) as ${name}`,
  date: (name) => `cast(${name} as text) as ${name}`,
  uuid: (name) => `lower(cast(${name} as text)) as ${name}`,
  bigint: (name) => `cast(${name} as text) as ${name}`,
}

/** Reads a table in the order of its key, a page at a time. */
export class TableReader {
  readonly #columns: string

  constructor(
    readonly client: QueryClientContract,
    readonly table: Table
  ) {
    this.#columns = Object.entries(table.columns)
      .map(([name, type]) => FORMS[type]?.(name) ?? name)
      .join(', ')
  }

  async count() {
    const [{ total }] = await run<{ total: number }>(
      this.client,
      `select count(*) as total from ${this.table.name}`
    )
    return Number(total)
  }

  /** @param after The last row of the page before. */
  page(after: Row | undefined, limit: number) {
    return this.#select(this.#beyond('>', after), `limit ${limit}`)
  }

  /** The rows behind one, up to another; to the end where that is not told. */
  between(after: Row | undefined, until: Row | undefined) {
    return this.#select([...this.#beyond('>', after), ...this.#beyond('<=', until)])
  }

  #select(conditions: { sql: string; values: Cell[] }[], limit = '') {
    const { name, key } = this.table
    const where = ['1 = 1', ...conditions.map(({ sql }) => sql)].join(' and ')
    return run<Row>(
      this.client,
      `select ${this.#columns} from ${name} where ${where}
       order by ${key.map((column) => `${name}.${column}`).join(', ')} ${limit}`,
      conditions.flatMap(({ values }) => values) as string[]
    )
  }

  #beyond(sign: '>' | '<=', row: Row | undefined) {
    if (!row) return []
    const { name, key } = this.table
    const [left, right] = [key.map((column) => `${name}.${column}`), key.map(() => '?')]
    return [
      {
        sql: `(${left.join(', ')}) ${sign} (${right.join(', ')})`,
        values: key.map((column) => row[column]),
      },
    ]
  }
}
