import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { type Settings, SiteProcess } from '#tests/helpers/site_process'

/** Runs an ace command of the source to its end. */
export function ace(args: string[], env: Record<string, string> = {}, input = '') {
  run(process.execPath, ['ace', ...args], env, input)
}

/** Makes the production build. */
export function build() {
  run('npm', ['run', 'build'])
}

function run(program: string, args: string[], env: Record<string, string> = {}, input = '') {
  const { status, stdout, stderr } = spawnSync(program, args, {
    input,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stdout}${stderr}`)
}

/** The production build on a database of its own, which clears no sessions meanwhile. */
export function startSite(filename: string, settings: Settings = {}, script?: string) {
  return SiteProcess.start(
    { SQLITE_PATH: filename },
    { LOG_LEVEL: 'error', SESSION_CLEARING_INTERVAL: '0', ...settings },
    script ? { args: [script] } : {}
  )
}

/** The production build as one returning visitor sees it. */
export class Site {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  #cookie = ''

  private constructor(readonly process: SiteProcess) {}

  static async start(filename: string) {
    return new Site(await startSite(filename))
  }

  get origin() {
    return this.process.origin
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
    const { port } = this.process
    return new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, headers, agent: this.#agent }, resolve).on(
        'error',
        reject
      )
    })
  }

  async stop() {
    this.#agent.destroy()
    await this.process.stop()
  }
}
