import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'

const START_TRIES = 100

/** Runs an ace command of the source to its end. */
export function ace(args: string[], env: Record<string, string> = {}) {
  run(process.execPath, ['ace', ...args], env)
}

/** Makes the production build. */
export function build() {
  run('npm', ['run', 'build'])
}

function run(program: string, args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stdout}${stderr}`)
}

/** The environment of a production build on a database and a port of its own. */
export function settingsOf(filename: string, port: number): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    APP_URL: `http://127.0.0.1:${port}`,
    APP_KEY: 'a-key-for-the-benchmarks-and-for-nothing-else',
    LOG_LEVEL: 'error',
    SQLITE_PATH: filename,
    SESSION_CLEARING_INTERVAL: '0',
  }
}

/** The production build, running on a database and a port of its own. */
export class Site {
  readonly #process
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  #cookie = ''

  private constructor(
    filename: string,
    readonly port: number
  ) {
    this.#process = spawn(process.execPath, ['bin/server.js'], {
      cwd: 'build',
      stdio: ['ignore', 'ignore', 'inherit'],
      env: settingsOf(filename, port),
    })
  }

  static async start(filename: string, port: number) {
    const site = new Site(filename, port)
    for (let tries = 0; tries < START_TRIES; tries++) {
      await setTimeout(100)
      try {
        await site.time('/health')
        return site
      } catch {}
    }
    site.stop()
    throw new Error(`the site did not start on port ${port}`)
  }

  /**
   * Milliseconds from the request to the last byte of its answer, as one
   * returning visitor whose browser reads Brotli. The answer is not unpacked,
   * which is the browser's time and not the site's.
   */
  async time(path: string) {
    const started = performance.now()
    const response = await this.#get(path)
    await once(response.resume(), 'end')
    const time = performance.now() - started
    if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}`)
    const [cookie] = response.headers['set-cookie'] ?? []
    if (cookie) this.#cookie = cookie.split(';')[0]
    return time
  }

  #get(path: string) {
    const headers = { 'accept-encoding': 'br', ...(this.#cookie && { cookie: this.#cookie }) }
    const { port } = this
    return new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, headers, agent: this.#agent }, resolve).on(
        'error',
        reject
      )
    })
  }

  stop() {
    this.#agent.destroy()
    this.#process.kill()
  }
}
