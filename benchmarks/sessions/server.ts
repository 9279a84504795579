import autocannon from 'autocannon'
import type { Settings, SiteProcess } from '#tests/helpers/site_process'
import { startSite } from '../site.js'

const CONNECTIONS = 16
const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'

/** A server of the build, to be put under load. */
export class Server {
  #cookies: string[] = []

  private constructor(readonly process: SiteProcess) {}

  /** Makes one returning visitor for each connection, too. */
  static async start(database: string, settings?: Settings, script?: string) {
    const server = new Server(await startSite(database, settings, script))
    await server.#begin()
    return server
  }

  get url() {
    return `${this.process.origin}/`
  }

  async #begin() {
    while (this.#cookies.length < CONNECTIONS) {
      const response = await fetch(this.url, { headers: { 'user-agent': BROWSER } })
      await response.arrayBuffer()
      if (response.status !== 200) throw new Error(`${this.url} answered ${response.status}`)
      this.#cookies.push(response.headers.getSetCookie()[0].split(';')[0])
    }
  }

  /** Lets returning visitors ask for the index, 16 at a time, for so many seconds. */
  async load(seconds: number) {
    let next = 0
    const result = await autocannon({
      url: this.url,
      connections: CONNECTIONS,
      duration: seconds,
      setupClient: (client) => {
        const cookie = this.#cookies[next++ % this.#cookies.length]
        client.setHeaders({ cookie, 'user-agent': BROWSER })
      },
    })
    if (result.non2xx > 0 || result.errors > 0) throw new Error(`${this.url} failed under load`)
    return { perSecond: result.requests.average, p99: result.latency.p99 }
  }

  /** Lets returning visitors ask for the index so many times. */
  async ask(amount: number) {
    const result = await autocannon({
      url: this.url,
      connections: CONNECTIONS,
      amount,
      headers: { 'cookie': this.#cookies[0], 'user-agent': BROWSER },
    })
    if (result.non2xx > 0 || result.errors > 0) throw new Error(`${this.url} failed under load`)
  }

  /** How many of so many visits of one visitor, 16 at a time, the site has counted. */
  async count(visits: number) {
    const look = async (headers: Record<string, string> = {}) => {
      const response = await fetch(this.url, { headers: { 'user-agent': BROWSER, ...headers } })
      return { response, text: await response.text() }
    }
    const { response } = await look()
    const cookie = response.headers.getSetCookie()[0].split(';')[0]
    let left = visits - 1
    const lookOn = async () => {
      while (left-- > 0) await look({ cookie })
    }
    await Promise.all(Array.from({ length: CONNECTIONS }, lookOn))
    const { text } = await look({ cookie })
    return Number(text.match(/You have visited this page ([\d,]+) time/)?.[1].replace(',', ''))
  }

  stop() {
    return this.process.stop()
  }
}

export function median(numbers: number[]) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]
}
