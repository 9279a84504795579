import type { Dialect } from '#import/dialect'
import { trial } from '#sql/transaction'

export const postgres: Dialect = {
  async prepare() {},

  values: (type) => `select value::${type} from jsonb_array_elements_text(?::jsonb) as value`,

  rows(columns) {
    const cells = Object.entries(columns).map(
      ([name, type], place) => `(value ->> ${place})::${type} as ${name}`
    )
    return `select ${cells.join(', ')} from jsonb_array_elements(?::jsonb) as value`
  },

  async reserveIds(trx, table, count) {
    const { rows } = await trx.rawQuery(
      `select nextval(pg_get_serial_sequence(?, 'id'))::integer as id from generate_series(1, ?)`,
      [table, count]
    )
    return rows.map(({ id }: { id: number }) => id)
  },

  /** Triggers run once a statement here. */
  withoutInsertTriggers: (_, run) => run(),
  async countIn() {},

  /** Writers do not wait for each other here, so the site is never in the way. */
  loadAlone: async () => false,

  /** Readers are not kept waiting by a transaction here. */
  rehearse: trial,
}
