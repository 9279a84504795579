import type { Dialect } from '#import/dialect'
import { trial } from '#sql/transaction'

export const postgres: Dialect = {
  async prepare() {},

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
