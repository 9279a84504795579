import { spawnSync } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import sqlite3 from 'sqlite3'
import { type Settings, settingsOf } from '#tests/helpers/site_process'

/** Runs a command of the build to its end, good or bad. @param input What it reads */
export function tryAce(args: string[], settings: Settings, input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['build/ace.js', ...args], {
    input,
    env: settingsOf(settings),
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  return { status, stdout, output: stdout + stderr }
}

/** Runs a command of the build, which has to succeed, and gives what it printed. */
export function ace(args: string[], settings: Settings, input = '') {
  const { status, stdout, output } = tryAce(args, settings, input)
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${output}`)
  return stdout
}

/** A visitor who keeps the session's cookie. */
export class Reader {
  #cookie = ''

  constructor(public origin: string) {}

  get cookie() {
    return this.#cookie
  }

  async visit(path: string, init: RequestInit = {}) {
    const started = performance.now()
    const response = await fetch(this.origin + path, {
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      ...init,
      headers: { cookie: this.#cookie, origin: this.origin, ...init.headers },
    })
    const body = await response.text()
    const cookie = response.headers.getSetCookie().find((line) => line.includes('library_session'))
    if (cookie) this.#cookie = cookie.split(';')[0]
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body,
      visits: Number(body.match(/You have visited this page (\d+) time/)?.[1] ?? Number.NaN),
      rests: body.includes('Nothing can be saved right now'),
      ms: performance.now() - started,
    }
  }

  keep(book: number) {
    return this.visit(`/reading-list/${book}`, { method: 'POST' })
  }
}

export async function query(database: string, sql: string) {
  const connection = new sqlite3.Database(database)
  try {
    return await new Promise<Record<string, unknown>[]>((resolve, reject) => {
      connection.all<Record<string, unknown>>(`pragma busy_timeout = 5000`, () => {
        connection.all<Record<string, unknown>>(sql, (error, rows) =>
          error ? reject(error) : resolve(rows)
        )
      })
    })
  } finally {
    await new Promise<void>((resolve) => {
      connection.close(() => resolve())
    })
  }
}

/** Whether SQLite finds the file whole: "ok", or what is wrong. */
export async function integrity(database: string) {
  const rows = await query(database, 'pragma integrity_check')
  return rows.map((row) => row.integrity_check).join('; ')
}

/** Tries until it holds, for so many milliseconds at most; gives how long that took. */
export async function until(holds: () => Promise<boolean>, limit: number) {
  const started = performance.now()
  while (!(await holds())) {
    if (performance.now() - started > limit) throw new Error(`not within ${limit} ms`)
    await setTimeout(20)
  }
  return Math.round(performance.now() - started)
}
