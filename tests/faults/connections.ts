import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import autocannon from 'autocannon'
import { SiteProcess } from '#tests/helpers/site_process'
import { Reader } from './site.js'

const SECONDS = 60
const CONNECTIONS = 200
const SLOW = 50

/** Many readers at once, among clients that send slowly, in halves, or too much. */
export async function run(database: string) {
  const site = await SiteProcess.start({ SQLITE_PATH: database })
  const stop = new AbortController()
  try {
    const memory: number[] = []
    const ill = [
      ...Array.from({ length: SLOW }, () => drip(site.origin, stop.signal)),
      overdo(site.origin, stop.signal),
      measure(site, memory, stop.signal),
    ]
    const result = await autocannon({
      url: site.origin,
      connections: CONNECTIONS,
      duration: SECONDS,
      timeout: 30,
      requests: ['/', '/books', '/books?q=the', '/authors', '/copies'].map((path) => ({ path })),
    })
    stop.abort()
    await Promise.all(ill)

    assert.ok(site.isRunning, 'the server crashed')
    assert.equal(result.non2xx, 0)
    assert.equal(result.errors, 0)
    const after = await new Reader(site.origin).visit('/')
    assert.equal(after.status, 200)
    const early = Math.max(...memory.slice(0, memory.length / 3))
    const late = Math.max(...memory.slice(-memory.length / 3))
    assert.ok(late < early * 1.25, `memory grew from ${early} to ${late} MB`)
    return `${CONNECTIONS} connections for ${SECONDS} s beside ${SLOW} slow clients, half requests and huge headers: ${result.requests.total} answers, all 2xx, no error; 99th percentile ${result.latency.p99} ms; at most ${early} MB in the first third, ${late} MB in the last`
  } finally {
    stop.abort()
    await site.stop('SIGKILL')
  }
}

function open(origin: string) {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  // being cut off is what these clients are here for
  socket.on('error', () => {})
  socket.resume()
  return socket
}

/** A request that never ends, a byte at a time; begun anew whenever the server cuts it off. */
async function drip(origin: string, signal: AbortSignal) {
  while (!signal.aborted) {
    const socket = open(origin)
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ')
    while (!signal.aborted && !socket.destroyed) {
      socket.write('x')
      await setTimeout(500)
    }
    socket.destroy()
  }
}

/** Headers beyond all bounds, requests left in the middle, and what is no HTTP at all. */
async function overdo(origin: string, signal: AbortSignal) {
  const messages = [
    `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Huge: ${'x'.repeat(1e6)}\r\n\r\n`,
    'POST /preferences HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf',
    'GET / HTTP/1.1\r\nHost:',
    '\u0016\u0003\u0001 this is no HTTP\r\n\r\n',
  ]
  for (let count = 0; !signal.aborted; count++) {
    const socket = open(origin)
    socket.write(messages[count % messages.length])
    await setTimeout(25)
    if (count % 2 === 0) socket.destroy()
    else void setTimeout(5000).then(() => socket.destroy())
  }
}

/** Takes down the memory each second, once the server is warm. */
async function measure(site: SiteProcess, memory: number[], signal: AbortSignal) {
  await setTimeout(10_000)
  while (!signal.aborted) {
    memory.push(await site.memory())
    await setTimeout(1000)
  }
}
