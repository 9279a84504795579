import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import sqlite3 from 'sqlite3'

const SETTINGS = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  APP_KEY: 'a-key-for-the-faults-and-for-nothing-else',
  LOG_LEVEL: 'fatal',
  RATE_LIMIT: '0',
}

interface Options {
  settings?: Record<string, string>
  /** The account that it runs under. */
  uid?: number
  /** A module that is loaded before the program. */
  preload?: string
}

/** A command of the build, in a process of its own. */
export function spawnAce(database: string, args: string[]) {
  return spawn(process.execPath, ['build/ace.js', ...args], {
    env: { ...process.env, ...SETTINGS, SQLITE_PATH: database },
    stdio: 'ignore',
  })
}

/** Runs a command of the build to its end, good or bad. */
export function tryAce(database: string, args: string[], settings: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['build/ace.js', ...args], {
    env: { ...process.env, ...SETTINGS, SQLITE_PATH: database, ...settings },
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  return { status, stdout, output: stdout + stderr }
}

/** Runs a command of the build, which has to succeed, and gives what it printed. */
export function ace(database: string, args: string[], settings: Record<string, string> = {}) {
  const { status, stdout, output } = tryAce(database, args, settings)
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${output}`)
  return stdout
}

/** A server of the build, in a process and on a database of its own. */
export class Site {
  private constructor(
    readonly process: ChildProcess,
    readonly origin: string
  ) {}

  static async start(database: string, { settings, uid, preload }: Options = {}) {
    const port = await freePort()
    const args = [...(preload ? [`--import=${preload}`] : []), 'build/bin/server.js']
    const child = spawn(process.execPath, args, {
      env: {
        ...process.env,
        ...SETTINGS,
        PORT: String(port),
        APP_URL: `http://127.0.0.1:${port}`,
        SQLITE_PATH: database,
        ...settings,
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      uid,
      gid: uid,
    })
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`the site did not start (exit code ${code})`)
      }),
    ])
    return new Site(child, `http://127.0.0.1:${port}`)
  }

  get isRunning() {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  /** What the process holds in memory, in megabytes. */
  async memory() {
    const status = await readFile(`/proc/${this.process.pid}/status`, 'utf8')
    return Math.round(Number(status.match(/VmRSS:\s+(\d+)/)![1]) / 1024)
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM') {
    if (!this.isRunning) return
    const ended = once(this.process, 'exit')
    this.process.kill(signal)
    await ended
  }
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
    const [cookie] = response.headers.getSetCookie()
    if (cookie) this.#cookie = cookie.split(';')[0]
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body,
      visits: Number(body.match(/You have visited this page (\d+) time/)?.[1] ?? Number.NaN),
      rests: body.includes('The library can take nothing down at the moment'),
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

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
