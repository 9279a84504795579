import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import type { ConnectionConfig } from '@adonisjs/lucid/types/database'
import { completeIndex } from '#search/book_index'
import { makeDatabase } from '#tests/helpers/own_database'

let opened = 0

type Settings = Record<string, string>

/** A server of the site in a process of its own, on a database of its own. */
export class SiteProcess {
  /** What it printed so far. */
  output = ''

  private constructor(
    private child: ChildProcess,
    readonly origin: string
  ) {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.output += text))
  }

  /**
   * @param database As `emptyDatabase` gives it
   * @param settings Environment variables, over those of the tests
   */
  static async start(database: Settings, settings: Settings = {}) {
    const port = await freePort()
    const child = spawn(process.execPath, ['--import=@poppinss/ts-exec', 'bin/server.ts'], {
      cwd: app.makePath(),
      env: {
        ...process.env,
        NODE_ENV: 'test',
        DEV_MODE: 'true',
        PORT: String(port),
        ...database,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    const site = new SiteProcess(child, `http://127.0.0.1:${port}`)
    await once(child, 'message')
    return site
  }

  /** null while it runs, and where a signal ended it. */
  get exitCode() {
    return this.child.exitCode
  }

  /** The ids of its workers, as the system knows them. */
  async workers() {
    const ids: number[] = []
    for (const name of await readdir('/proc')) {
      const stat = /^\d+$/.test(name)
        ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
        : ''
      // "id (name) state parent", by proc(5)
      if (stat.match(/\) . (\d+) /)?.[1] === String(this.child.pid)) ids.push(Number(name))
    }
    return ids
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM') {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = once(this.child, 'exit')
    this.child.kill(signal)
    await ended
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A database with the schema of the tests' own and nothing in it, as settings of the site. */
export async function emptyDatabase(name: string): Promise<Settings> {
  if (db.primaryConnectionName === 'postgres') return emptyPostgresDatabase(name)
  const file = app.tmpPath(`${name}.sqlite3`)
  for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true })
  await db.rawQuery('vacuum into ?', [file])
  return { SQLITE_PATH: file }
}

async function emptyPostgresDatabase(name: string) {
  const settings = { DATABASE_URL: await makeDatabase(`library_test_${process.pid}_${name}`) }
  const client = openDatabase(settings)
  const { connectionName } = client
  const runner = new MigrationRunner(db, app, { direction: 'up', connectionName })
  await runner.run()
  if (runner.error) throw runner.error
  await completeIndex(client)
  await db.manager.close(connectionName, true)
  return settings
}

/** A connection of this process to the database that the settings name; to be closed by its name. */
export function openDatabase(
  { SQLITE_PATH, DATABASE_URL }: Settings,
  kind = db.primaryConnectionName
) {
  const { config } = db.manager.get(kind)!
  const connection = DATABASE_URL ? { connectionString: DATABASE_URL } : { filename: SQLITE_PATH }
  const name = `opened_${++opened}`
  db.manager.add(name, { ...config, connection } as ConnectionConfig)
  return db.connection(name)
}
