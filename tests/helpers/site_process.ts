import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'

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

  /** @param settings Environment variables, over those of the tests */
  static async start(database: string, settings: Record<string, string> = {}) {
    const port = await freePort()
    const child = spawn(process.execPath, ['--import=@poppinss/ts-exec', 'bin/server.ts'], {
      cwd: app.makePath(),
      env: {
        ...process.env,
        NODE_ENV: 'test',
        DEV_MODE: 'true',
        PORT: String(port),
        SQLITE_PATH: database,
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

/** A database file with the schema of the tests' own and nothing in it. */
export async function emptyDatabase(name: string) {
  const file = app.tmpPath(`${name}.sqlite3`)
  for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true })
  await db.rawQuery('vacuum into ?', [file])
  return file
}
