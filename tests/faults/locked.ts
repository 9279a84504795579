import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import sqlite3 from 'sqlite3'
import { SiteProcess } from '#tests/helpers/site_process'
import { Reader, query, until } from './site.js'

const SECONDS = 30
const READERS = 20
const PAGES = ['/', '/books', '/books?q=the', '/authors', '/copies', '/visit']

/** Holds the database's write lock for half a minute, under load. */
export async function run(database: string) {
  const site = await SiteProcess.start({ SQLITE_PATH: database })
  const readers = Array.from({ length: READERS }, () => new Reader(site.origin))
  for (const page of PAGES) await Promise.all(readers.map((reader) => reader.visit(page)))
  const [book] = await query(database, 'select id from books limit 1')

  const other = new sqlite3.Database(database)
  try {
    await new Promise<void>((resolve, reject) => {
      other.exec('pragma busy_timeout = 5000; begin immediate', (error) =>
        error ? reject(error) : resolve()
      )
    })
    const end = performance.now() + SECONDS * 1000
    const times: number[] = []
    let refused = 0
    await Promise.all(
      readers.map(async (reader, number) => {
        while (performance.now() < end) {
          const page = await reader.visit(PAGES[number % PAGES.length])
          assert.equal(page.status, 200)
          times.push(page.ms)
          const form = await reader.keep(Number(book.id))
          assert.equal(form.status, 503)
          assert.ok(Number(form.retryAfter) > 0)
          refused++
          await setTimeout(50)
        }
      })
    )
    other.close()

    const back = await until(async () => {
      const { rests } = await readers[0].visit('/')
      return !rests
    }, 5000)
    for (const reader of readers) {
      const form = await reader.keep(Number(book.id))
      assert.equal(form.status, 303)
    }
    times.sort((a, b) => a - b)
    return `locked for ${SECONDS} s: ${times.length} pages answered, all 200, the slowest after ${Math.round(times.at(-1)!)} ms, half within ${Math.round(times[times.length >> 1])} ms; ${refused} forms, all 503 with Retry-After; saved again ${back} ms after it`
  } finally {
    other.close(() => {})
    await site.stop('SIGKILL')
  }
}
