import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROUNDS = process.env.ROUNDS ?? '100'

/** Where sessions are kept: in SQLite and, with .ci/postgres, in PostgreSQL and in Redis too. */
const STORES: Record<string, Record<string, string>> = {
  SQLite: {},
  ...(process.env.DATABASE_URL && {
    PostgreSQL: { DB_CONNECTION: 'postgres' },
    Redis: { SESSION_STORE: 'redis' },
  }),
}

/** Every action of the site meets every other in one session, again and again. */
export async function run(_: string, folder: string) {
  const database = { SQLITE_PATH: join(folder, 'test.sqlite3') }
  for (const [store, settings] of Object.entries(STORES)) {
    const { status } = spawnSync(
      process.execPath,
      ['tests/run.js', 'functional', '--files=session/actions.spec.ts'],
      { env: { ...process.env, ...database, ...settings, ROUNDS }, stdio: 'inherit' }
    )
    assert.equal(status, 0, `with sessions in ${store}`)
  }
  return `every action beside every other, ${ROUNDS} times, in ${Object.keys(STORES).join(', ')}: none saw a fault`
}
