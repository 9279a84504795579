import autocannon from 'autocannon'
import { type Rows } from '../catalogue_data.js'
import { queriesFor } from '../catalogue_queries.js'
import { seeded } from '../catalogue_words.js'

const CONNECTIONS = 16
const READERS = 100
/** How many addresses are drawn for each kind of pages. */
const DRAWN = 8_000
const KEPT = 10
const AUTHORS = 1_000
const PAGES = 50

const BROWSER = {
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36',
  'accept-encoding': 'gzip, deflate, br, zstd',
}

/** The kinds of pages, each with addresses as often as readers ask for them. */
export type Addresses = Record<string, string[]>

export async function addressesOf(rows: Rows): Promise<Addresses> {
  const random = seeded(READERS)
  const ids = async (table: string, most: number) => {
    const found = await rows(`select id from ${table} order by id limit ${most}`)
    return found.map(({ id }) => Number(id))
  }
  const books = zipf(await ids('books', 10_000), random)
  const authors = zipf(await ids('authors', AUTHORS), random)
  const pages = zipf(
    Array.from({ length: PAGES }, (_, index) => index + 1),
    random
  )
  const queries = zipf(Object.values(await queriesFor(rows)).flat(), random)
  const drawn = (draw: () => string) => Array.from({ length: DRAWN }, draw)
  return {
    index: ['/'],
    books: drawn(() => `/books/${books()}`),
    lists: drawn(() => `/books?page=${pages()}`),
    authors: drawn(() => (random() < 0.5 ? '/authors' : `/authors/${authors()}`)),
    searches: drawn(() => `/books?q=${encodeURIComponent(queries())}`),
  }
}

/** Draws by Zipf's law: the second of the list half as often as the first. */
export function zipf<T>(list: T[], random: () => number) {
  const shares: number[] = []
  let sum = 0
  for (const [index] of list.entries()) shares.push((sum += 1 / (index + 1)))
  return () => {
    const point = random() * sum
    const at = shares.findIndex((share) => share >= point)
    return list[at]
  }
}

/** A hundred readers with a session each, sixteen of whom ask at a time. */
export class Readers {
  readonly #cookies: string[] = []

  private constructor(readonly origin: string) {}

  static async of(origin: string) {
    const readers = new Readers(origin)
    while (readers.#cookies.length < READERS) {
      const response = await fetch(origin, { headers: BROWSER })
      await response.arrayBuffer()
      readers.#cookies.push(response.headers.getSetCookie()[0].split(';')[0])
    }
    return readers
  }

  /** One reader in five puts books on the reading list. */
  async keepBooks(addresses: string[]) {
    for (const [index, cookie] of this.#cookies.entries()) {
      if (index % 5 !== 0) continue
      const books = addresses.slice(index * KEPT, (index + 1) * KEPT)
      for (const address of books) {
        const response = await fetch(`${this.origin}/reading-list/${address.split('/').at(-1)}`, {
          method: 'POST',
          headers: { ...BROWSER, cookie, 'sec-fetch-site': 'same-origin' },
          redirect: 'manual',
        })
        if (response.status !== 303) throw new Error(`${address}: ${response.status}`)
      }
    }
  }

  /** Asks for these addresses for so many seconds. */
  async ask(addresses: string[], seconds: number) {
    let clients = 0
    const result = await autocannon({
      url: this.origin,
      connections: CONNECTIONS,
      duration: seconds,
      setupClient: (client) => {
        // Each begins elsewhere among the addresses, and at another reader
        const share = clients++ / CONNECTIONS
        const [path, reader] = [addresses.length, READERS].map((all) => Math.floor(share * all))
        client.setRequests(
          Array.from({ length: Math.max(addresses.length, READERS) }, (_, index) => ({
            method: 'GET' as const,
            path: addresses[(path + index) % addresses.length],
            headers: { ...BROWSER, cookie: this.#cookies[(reader + index) % READERS] },
          }))
        )
      },
    })
    if (result.non2xx > 0 || result.errors > 0) {
      throw new Error(`${this.origin}: ${result.non2xx} bad answers, ${result.errors} errors`)
    }
    return { perSecond: result.requests.average, p99: result.latency.p99 }
  }
}
