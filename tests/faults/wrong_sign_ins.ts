import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { SiteProcess } from '#tests/helpers/site_process'
import { ace, Reader } from './site.js'

const TRIES = Number(process.env.TRIES ?? 10_000)
const AT_ONCE = 50

/** Wrong passwords from many addresses, for many names, while a visitor opens pages. */
export async function run(database: string) {
  const settings = { SQLITE_PATH: database }
  ace(['members:add', 'Shevek', '--card=S-1'], settings)
  const site = await SiteProcess.start(settings, {
    TRUST_PROXY: 'loopback',
    SESSION_BEGINNINGS: '0',
  })
  const statuses = new Map<number, number>()
  let sent = 0
  const tryOn = async () => {
    while (sent < TRIES) {
      const number = sent++
      const reader = new Reader(site.origin)
      const { status } = await reader.visit('/sign-in', {
        method: 'POST',
        body: new URLSearchParams({ name: number % 2 ? 'S-1' : `nobody-${number}`, password: 'x' }),
        headers: { 'x-forwarded-for': `10.${number % 250}.${number % 241}.${number % 239}` },
      })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }

  const times: number[] = []
  const memory: number[] = []
  const reader = new Reader(site.origin)
  let isOver = false
  const browse = async () => {
    while (!isOver) {
      const { status, ms } = await reader.visit('/books')
      assert.equal(status, 200)
      times.push(ms)
      memory.push(await memoryOf(site))
    }
  }
  const browsing = browse()
  await Promise.all(Array.from({ length: AT_ONCE }, tryOn))
  isOver = true
  await browsing
  await site.stop()

  assert.ok([...statuses.keys()].every((status) => [422, 429, 503].includes(status)))
  times.sort((a, b) => a - b)
  const third = Math.floor(memory.length / 3)
  const [first, last] = [memory.slice(0, third), memory.slice(-third)].map((part) =>
    Math.max(...part)
  )
  const told = [...statuses].map(([status, count]) => `${count} times ${status}`).join(', ')
  return `${TRIES} wrong sign-ins: ${told}; ${times.length} pages meanwhile, half within ${Math.round(times[times.length >> 1])} ms, the slowest after ${Math.round(times.at(-1)!)} ms; memory at most ${first} MB in the first third, ${last} MB in the last`
}

/** In megabytes. */
async function memoryOf(site: SiteProcess) {
  const status = await readFile(`/proc/${site.child.pid}/status`, 'utf8')
  return Math.round(Number(status.match(/VmRSS:\s+(\d+)/)![1]) / 1024)
}
