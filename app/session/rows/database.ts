import { setTimeout as wait } from 'node:timers/promises'
import type { ApplicationService } from '@adonisjs/core/types'
import type { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { now } from '#clock'
import {
  BATCH,
  type Clearing,
  type NewRow,
  REDIRECT_LASTS,
  type RowChange,
  type SessionRows,
} from '#session/session_rows'
import { assertFileInPlace } from '#sql/database_file'
import { type Binding, run } from '#sql/statement'
import { transaction } from '#sql/transaction'

/** For config/session.ts: the table `sessions` of the site's own database. */
export async function databaseRows(app: ApplicationService) {
  return new DatabaseRows(await app.container.make('lucid.db'))
}

export class DatabaseRows implements SessionRows {
  constructor(private readonly db: Database) {}

  get #client() {
    return this.db.connection()
  }

  /** SQLite has one writer: a lock then lets down all who wait at once, not one after another. */
  get oneAtATime() {
    return this.#client.dialect.name === 'sqlite3'
  }

  async find(key: string) {
    const [row] = await this.#run(
      `select data, version, expires_at, created_at, returned from sessions where id = ?`,
      [key]
    )
    if (!row) return null
    return {
      text: row.data as string,
      version: Number(row.version),
      expiresAt: Number(row.expires_at),
      createdAt: Number(row.created_at),
      hasReturned: Number(row.returned) === 1,
    }
  }

  async insert(key: string, row: NewRow, former: string[] = []): Promise<boolean> {
    const last = former.at(-1)
    if (last !== undefined) {
      return transaction(this.#client, async (trx) => {
        for (const gone of former) await run(trx, `delete from sessions where id = ?`, [gone])
        const isFirst = await redirect(trx, last, key)
        if (isFirst) await insert(trx, key, row)
        return isFirst
      })
    }
    await insert(this.#client, key, row)
    return true
  }

  async update(
    key: string,
    version: number,
    { text, expiresAt }: RowChange,
    newKey = key
  ): Promise<boolean> {
    const isSave = text === null ? 0 : 1
    const set = `data = coalesce(?, data), version = version + ?, returned = 1,
      expires_at = coalesce(?, expires_at)`
    const values = [text, isSave, expiresAt]
    const where = `where id = ? and version = ? returning id`
    if (newKey === key) {
      const sql = `update sessions set ${set} ${where}`
      const rows = await this.#run(sql, [...values, key, version])
      return rows.length === 1
    }
    return transaction(this.#client, async (trx) => {
      const sql = `update sessions set id = ?, ${set} ${where}`
      const rows = await run(trx, sql, [newKey, ...values, key, version])
      return rows.length === 1 && redirect(trx, key, newKey)
    })
  }

  async remove(key: string, version: number | null = null) {
    const rows = await this.#run(
      `delete from sessions where id = ? and version = coalesce(?, version) returning id`,
      [key, version]
    )
    return rows.length === 1
  }

  async redirectOf(key: string) {
    const [row] = await this.#run(`select successor from session_successors where id = ?`, [key])
    return row ? String(row.successor) : null
  }

  /** On SQLite, what went into a file that is not the site's any more is not kept. */
  confirm() {
    return assertFileInPlace(this.#client)
  }

  async clearExpired(options: Clearing = {}) {
    const which = 'expires_at <= ? order by expires_at'
    const total = await this.#deleteSlowly(which, () => [now()], Infinity, options)
    await this.#run('delete from session_successors where expires_at <= ?', [now()])
    return total
  }

  async trimUnreturned(most: number, options: Clearing = {}) {
    const [row] = await this.#run('select count(*) as n from sessions where returned = 0')
    const tooMany = Number(row.n) - most
    return this.#deleteSlowly('returned = 0 order by created_at', () => [], tooMany, options)
  }

  /** A few at a time, with pauses three times as long as the work, so that nobody waits for it. */
  async #deleteSlowly(
    which: string,
    bindings: () => Binding[],
    most: number,
    { signal, onBatch }: Clearing
  ) {
    const skipTaken = this.oneAtATime ? '' : 'for update skip locked'
    let total = 0
    while (!signal?.aborted && total < most) {
      const start = performance.now()
      const deleted = await this.#run(
        // Materialized: PostgreSQL may else run it, which skips rows, for each row, and delete more
        `with chosen as materialized (select id from sessions where ${which} limit ? ${skipTaken})
         delete from sessions where id in (select id from chosen) returning 1 as deleted`,
        [...bindings(), Math.min(BATCH, most - total)]
      )
      if (deleted.length === 0) break

      total += deleted.length
      onBatch?.(total)
      await wait(3 * (performance.now() - start))
    }
    return total
  }

  async count() {
    const [row] = await this.#run(
      `select (select count(*) from sessions where expires_at > ?) as live,
              (select count(*) from sessions where returned = 0 and expires_at > ?) as unreturned`,
      [now(), now()]
    )
    const unreturned = Number(row.unreturned)
    return { returned: Number(row.live) - unreturned, unreturned }
  }

  async stats() {
    const [row] = await this.#run(
      `select count(*) filter (where expires_at <= ?) as expired, min(created_at) as oldest,
              avg(octet_length(data)) as mean_size, max(octet_length(data)) as largest_size
       from sessions`,
      [now()]
    )
    const { returned, unreturned } = await this.count()
    return {
      live: returned + unreturned,
      returned,
      unreturned,
      expired: Number(row.expired),
      oldest: row.oldest === null ? null : new Date(Number(row.oldest)),
      mean_size: Math.round(Number(row.mean_size)),
      largest_size: Number(row.largest_size),
    }
  }

  #run(sql: string, bindings: Binding[] = []) {
    return run(this.#client, sql, bindings)
  }
}

function insert(client: QueryClientContract, key: string, { text, expiresAt }: NewRow) {
  return run(
    client,
    `insert into sessions (id, data, version, expires_at, created_at, returned)
     values (?, ?, 1, ?, ?, 0)`,
    [key, text, expiresAt, now()]
  )
}

/** @returns false where the key redirects already */
async function redirect(client: QueryClientContract, key: string, newKey: string) {
  const rows = await run(
    client,
    `insert into session_successors (id, successor, expires_at) values (?, ?, ?)
     on conflict (id) do nothing returning id`,
    [key, newKey, now() + REDIRECT_LASTS]
  )
  return rows.length === 1
}
