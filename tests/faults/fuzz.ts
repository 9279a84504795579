import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { Agent, request } from 'node:http'
import { SiteProcess } from '#tests/helpers/site_process'
import { query } from './site.js'

const REQUESTS = 20_000
const AT_ONCE = 16

const PARAMETERS = [
  ...['q', 'author', 'genre', 'language', 'available', 'sort', 'page', 'per_page', 'status'],
  ...['view', 'layout', 'letter', 'place', 'cookies', 'books', 'signature', 'order', 'theme'],
  ...[
    'text',
    'keep',
    'paused',
    'entry',
    'direction',
    'year',
    '_method',
    '__proto__',
    'a[b][c]',
    '',
  ],
]

const VALUES = [
  ...['', '0', '1', '-1', '1.5', '1e9', '999999999', '99999999999999999999', 'NaN', 'null', 'true'],
  ...['the', 'available', 'on_loan', 'title', 'newest', 'en', 'up', 'dark', 'checked', 'grid'],
  ...[
    "'",
    '"',
    "' or 1=1 --",
    '<script>',
    '{{ 1 }}',
    '@if(x)',
    '%',
    '%%',
    '_',
    '\\',
    '*',
    '"a',
    '^',
  ],
  ...[
    'a OR b',
    'NEAR(a b)',
    'title:x',
    '-x',
    '(',
    ')',
    '[]',
    '\0',
    '\r\n',
    '\u202e',
    '\ud800',
    '🂡',
  ],
  ...['../../etc/passwd', 'constructor', '__proto__', 'a.b.c', 'x'.repeat(3000), 'ä'.repeat(500)],
]

const BODIES = [
  'application/x-www-form-urlencoded',
  'application/json',
  'multipart/form-data; boundary=x',
  'x/y',
]

/** Asks for every route with values that nobody would send. */
export async function run(database: string) {
  const routes = listRoutes()
  const [book] = await query(database, 'select id from books limit 1')
  const [copy] = await query(database, 'select id from book_instances limit 1')
  const site = await SiteProcess.start({ SQLITE_PATH: database })
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const known = [String(book.id), String(copy.id), '1', '2']
  const statuses = new Map<number, number>()
  const faults: string[] = []
  let cookie = ''
  let sent = 0

  const sendOn = async () => {
    while (sent < REQUESTS) {
      sent++
      const wish = draw(routes, known)
      const answer = await send(site.origin, agent, wish, cookie)
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      if (answer.status >= 500) faults.push(`${answer.status} ${JSON.stringify(wish)}`)
      // most of the time an honest visitor with a session, else whatever comes to mind
      if (randomInt(20) === 0) cookie = `library_session=${oneOf(VALUES)}`
      else if (answer.cookie) cookie = answer.cookie
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, sendOn))
    assert.ok(site.isRunning)
    assert.deepEqual(faults.slice(0, 20), [], `${faults.length} answers of 500 and more`)
    const seen = [...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, n]) => `${n} × ${status}`)
    return `${REQUESTS} requests over ${routes.length} routes: ${seen.join(', ')}; none of 500 or more`
  } finally {
    agent.destroy()
    await site.stop('SIGKILL')
  }
}

interface Route {
  pattern: string
  methods: string[]
}

function listRoutes(): Route[] {
  const { stdout } = spawnSync(process.execPath, ['ace', 'list:routes', '--json'], {
    encoding: 'utf8',
  })
  const domains: { routes: Route[] }[] = JSON.parse(stdout.slice(stdout.indexOf('[')))
  return domains.flatMap(({ routes }) => routes)
}

function draw(routes: Route[], known: string[]) {
  const route = oneOf(routes)
  const path = route.pattern.replace(/:\w+/g, () =>
    randomInt(3) === 0 ? toText(oneOf(VALUES)) : oneOf(known)
  )
  const method =
    randomInt(4) === 0
      ? oneOf(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])
      : oneOf(route.methods)
  const type = oneOf(BODIES)
  return {
    method: randomInt(3) === 0 && !['GET', 'HEAD'].includes(method) ? 'POST' : method,
    path: `${path.startsWith('/') ? '' : '/'}${path}?${pairs()}`,
    headers: {
      'sec-fetch-site': oneOf(['same-origin', 'same-origin', 'same-origin', 'cross-site', 'x']),
      'accept': oneOf(['text/html', 'application/json', '*/*', 'x', ';;,']),
      'content-type': type,
      'referer': oneOf(['http://127.0.0.1/', 'x', 'http://[', '/books?q=a']),
      ...(randomInt(4) === 0 && { 'hx-request-type': 'partial', 'hx-request': 'true' }),
      ...(randomInt(8) === 0 && { 'x-forwarded-for': 'x', 'x-forwarded-proto': 'y' }),
      ...(randomInt(8) === 0 && { 'range': 'bytes=9-1', 'if-none-match': '*' }),
    },
    body: type === 'application/json' ? oneOf(['{', '[]', '{"a":1}', 'null', '"x"']) : pairs(),
  }
}

function pairs() {
  return Array.from({ length: randomInt(5) }, () => {
    const name = encodeURIComponent(oneOf(PARAMETERS)) + oneOf(['', '', '', '[]', '[x]'])
    return `${name}=${toText(oneOf(VALUES))}`
  }).join('&')
}

/** As browsers write it, or as broken as it can be sent. */
function toText(value: string) {
  return randomInt(10) === 0
    ? oneOf(['%ff', '%', '%e0%a4', '%00'])
    : encodeURIComponent(value.toWellFormed())
}

function oneOf<T>(list: T[]) {
  return list[randomInt(list.length)]
}

function send(origin: string, agent: Agent, wish: ReturnType<typeof draw>, cookie: string) {
  const { hostname, port } = new URL(origin)
  const { method, path, body } = wish
  const headers = { ...wish.headers, cookie: encodeURI(cookie.toWellFormed()) }
  return new Promise<{ status: number; cookie?: string }>((resolve, reject) => {
    const sent = request({ hostname, port, agent, method, path, headers }, (response) => {
      response.resume()
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          cookie: response.headers['set-cookie']?.[0].split(';')[0],
        })
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(['GET', 'HEAD'].includes(method) ? undefined : body)
  })
}
