import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

/** Of the environment; undefined takes one away. */
export type Settings = Record<string, string | undefined>

interface Options {
  /** Where it is started; at the project's own folder where not told. */
  cwd?: string
  /** The account that it runs under. */
  uid?: number
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What counts here, whatever the settings of the machine are. */
const SETTINGS = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  APP_KEY: 'a-key-for-the-tests-and-for-nothing-else',
  LOG_LEVEL: 'fatal',
  RATE_LIMIT: '0',
  // As `npm start` sets it
  MALLOC_ARENA_MAX: '1',
}

/** How long a server may take to be ready and a process to end when told to, in milliseconds. */
const PATIENCE = 60_000

/** All that were started, for whoever wants to know what they printed. */
export const programs: Program[] = []

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** The environment of a process of the build, with these settings over those of this process. */
export function settingsOf(settings: Settings): Settings {
  return { ...process.env, ...SETTINGS, ...settings }
}

/** A program in a process of its own, which does not outlive this one. */
export class Program {
  /** What it printed so far. */
  output = ''
  errors = ''
  readonly child: ChildProcess
  /** Its exit code, once it has ended and all that it printed is here; null where a signal ended it. */
  readonly ended: Promise<number | null>

  /** @param args Of node, the script first */
  constructor(args: string[], env: Settings, { cwd = root, uid }: Options = {}) {
    this.child = spawn(process.execPath, args, {
      cwd,
      uid,
      gid: uid,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    running.add(this.child)
    programs.push(this)
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.output += text))
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.errors += text))
    this.ended = once(this.child, 'close').then(([exitCode]) => {
      running.delete(this.child)
      return exitCode
    })
  }

  /** null while it runs, and where a signal ended it. */
  get exitCode() {
    return this.child.exitCode
  }

  get isRunning() {
    return this.exitCode === null && this.child.signalCode === null
  }

  /** What the process holds in memory, in megabytes, as Linux tells it; see proc(5). */
  async memory() {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8')
    return Math.round(Number(status.match(/VmRSS:\s+(\d+)/)![1]) / 1024)
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM') {
    if (!this.isRunning) return
    this.child.kill(signal)
    const killer = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE)
    await this.ended
    clearTimeout(killer)
  }

  /** Waits until it says that it listens. */
  async ready() {
    const late = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE)
    const listens = new Promise<void>((resolve) => {
      this.child.on('message', (message: { environment?: string }) => {
        if (message.environment === 'web') resolve()
      })
    })
    await Promise.race([listens, this.ended])
    clearTimeout(late)
    if (!this.isRunning) {
      throw new Error(`The program did not start (${this.exitCode}): ${this.output}${this.errors}`)
    }
  }
}

/** A command of the build. */
export function startAce(args: string[], settings: Settings = {}) {
  return new Program(['build/ace.js', ...args], settingsOf(settings))
}

/** A server of the build, on a port of its own. */
export class SiteProcess extends Program {
  private constructor(
    readonly port: number,
    args: string[],
    settings: Settings,
    options?: Options
  ) {
    super(args, settings, options)
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`
  }

  /**
   * @param database As `emptyDatabase` gives it
   * @param args Of node, the script last
   */
  static async start(
    database: Settings,
    settings: Settings = {},
    {
      args = ['--max-semi-space-size=16', 'build/bin/server.js'],
      ...options
    }: Options & { args?: string[] } = {}
  ) {
    const port = Number(settings.PORT ?? (await freePort()))
    const address = { PORT: String(port), APP_URL: `http://127.0.0.1:${port}` }
    const env = settingsOf({ ...address, ...database, ...settings })
    const site = new SiteProcess(port, args, env, options)
    await site.ready()
    return site
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
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
