import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import sqlite3 from 'sqlite3'
import { ace, build, startSite } from './site.js'

/** How many loans there are, most of them over. */
const SIZES = [100_000, 1_000_000]

const [MEMBERS, COPIES, OPEN] = [2_000, 20_000, 4_000]
const PASSWORD = 'correct horse battery staple'

/** A library of so many loans, as statements: making them at the desk would take a day. */
function contentOf(loans: number) {
  const rows = (count: number) =>
    `with recursive n(i) as (values (1) union all select i + 1 from n where i < ${count})`
  return `
    begin;
    ${rows(COPIES)} insert into books (title, sort_title, sort_key, match_key, created_at, updated_at)
      select 'Book ' || i, 'Book ' || i, 'book ' || i, 'book ' || i, '2026-01-01', '2026-01-01' from n;
    ${rows(COPIES)} insert into book_instances (id, book_id, code, status, due_back, created_at, updated_at)
      select printf('00000000-0000-4000-8000-%012d', i), (select min(id) from books) + i - 1, 'B' || i,
        case when i <= ${OPEN} then 'on_loan' else 'available' end,
        case when i <= ${OPEN} then '2099-01-01' end, '2026-01-01', '2026-01-01' from n;
    ${rows(MEMBERS)} insert into members (card, name, sort_key, role, created_at, updated_at)
      select 'M' || i, 'Member ' || i, 'member ' || i, 'none', '2026-01-01', '2026-01-01' from n;
    ${rows(loans)} insert into loans (copy_id, member_id, lent_at, due_on, returned_at)
      select printf('00000000-0000-4000-8000-%012d', 1 + i % ${COPIES}),
        case when i <= ${OPEN} then (select min(id) from members) + i % ${MEMBERS} end,
        '2026-01-01 10:00:00', case when i <= ${OPEN} then '2099-01-01' else '2026-01-20' end,
        case when i > ${OPEN} then '2026-01-15 10:00:00' end from n;
    commit;
    analyze;`
}

/**
 * Scans a second at two desks at once, while visitors browse: how long a scan takes that lends or
 * takes back, on a library of 100,000 loans and on one of a million.
 */
export async function run(args: string[]) {
  const { values } = parseArgs({
    args,
    options: { scans: { type: 'string', default: '1000' }, loans: { type: 'string' } },
  })
  build()
  const sizes = values.loans ? [Number(values.loans)] : SIZES
  const rows = []
  for (const loans of sizes) rows.push(await measure(loans, Number(values.scans)))
  console.table(rows)
  console.log('milliseconds a scan, of those that lend or take back; visitors browse meanwhile')
  if (rows.length === 2) {
    console.log(
      `ten times the loans: ${(rows[1].median / rows[0].median).toFixed(2)} times as long`
    )
  }
}

async function measure(loans: number, scans: number) {
  const folder = await mkdtemp(join(tmpdir(), 'desk-'))
  const filename = join(folder, 'library.sqlite3')
  const settings = { SQLITE_PATH: filename, DEMO_CATALOGUE: 'false' }
  try {
    ace(['library:setup'], settings)
    await execute(filename, contentOf(loans))
    ace(['search:rebuild'], settings)
    for (const name of ['First', 'Second']) {
      ace(['members:add', name, `--card=${name}`], settings)
      ace(['members:role', name, 'helper'], settings)
      ace(['members:password', name, '--stdin'], settings, PASSWORD)
    }
    const site = await startSite(filename)
    const desks = [new Desk(site.origin, 0), new Desk(site.origin, 1)]
    await desks[0].signIn('First')
    await desks[1].signIn('Second')
    const browsing = new AbortController()
    const visits = browse(site.origin, browsing.signal)
    const started = performance.now()
    const worked = await Promise.all(desks.map((desk) => desk.work(scans / 2)))
    const times = worked.flat()
    const seconds = (performance.now() - started) / 1000
    browsing.abort()
    const pages = await visits
    await site.stop()
    times.sort((a, b) => a - b)
    return {
      loans,
      'scans a second': Math.round(times.length / seconds),
      'pages a second': Math.round(pages / seconds),
      'median': round(times[Math.floor(times.length / 2)]),
      'p99': round(times[Math.floor(times.length * 0.99)]),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function execute(filename: string, sql: string) {
  return new Promise<void>((resolve, reject) => {
    const database = new sqlite3.Database(filename)
    database.exec(sql, (error) => {
      database.close()
      if (error) reject(error)
      else resolve()
    })
  })
}

/** As many pages as one visitor opens who opens the next at once. */
async function browse(origin: string, signal: AbortSignal) {
  let pages = 0
  for (let page = 1; !signal.aborted; page++) {
    const response = await fetch(`${origin}/books?page=${1 + (page % 100)}`)
    await response.arrayBuffer()
    pages++
  }
  return pages
}

/** A librarian who lends copies and takes them back, one scan after the other. */
class Desk {
  #cookie = ''

  constructor(
    private readonly origin: string,
    private readonly number: number
  ) {}

  async signIn(name: string) {
    await this.#send('/sign-in', { name, password: PASSWORD })
    // What is scanned first makes what is remembered
    await wait(200)
  }

  async work(scans: number) {
    const times: number[] = []
    for (let scan = 0; times.length < scans; scan++) {
      const card = 1 + ((scan * 2 + this.number) % MEMBERS)
      const code = `B${OPEN + 1 + ((scan * 2 + this.number) % (COPIES - OPEN))}`
      const opened = await this.#send('/desk', { typed: `M${card}`, at: '' })
      const at = opened.match(/name="at" value="(\d+)"/)?.[1] ?? ''
      times.push(await this.#time({ typed: code, at }, 'done'))
      await this.#send('/desk/member?_method=DELETE', {})
      times.push(await this.#time({ typed: code, at: '' }, 'done'))
    }
    return times
  }

  async #time(fields: Record<string, string>, outcome: string) {
    const started = performance.now()
    const body = await this.#send('/desk', fields)
    const time = performance.now() - started
    if (!body.includes(`said-${outcome}`))
      throw new Error(
        `Not ${outcome}: ${fields.typed}: ${body.replace(/<[^>]*>|\s+/g, ' ').slice(0, 900)}`
      )
    return time
  }

  async #send(path: string, fields: Record<string, string>) {
    const response = await fetch(this.origin + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: this.#cookie, origin: this.origin },
      body: new URLSearchParams({ ...fields, scan: randomUUID() }),
    })
    const cookie = response.headers
      .getSetCookie()
      .find((line) => line.startsWith('library_session'))
    if (cookie) this.#cookie = cookie.split(';')[0]
    return response.text()
  }
}

function round(milliseconds: number) {
  return Math.round(milliseconds * 10) / 10
}
