import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { SiteProcess } from '#tests/helpers/site_process'
import { Reader, query } from './site.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const AGE = 14 * DAY

/** Moves the clock that the program reads by what stands in a file, while it runs. */
const SHIFTED_CLOCK = `
import { readFileSync } from 'node:fs'
const { CLOCK_SHIFT } = process.env
const RealDate = Date
const now = () => RealDate.now() + Number(readFileSync(CLOCK_SHIFT, 'utf8'))
globalThis.Date = class extends RealDate {
  constructor(...args) { args.length === 0 ? super(now()) : super(...args) }
  static now() { return now() }
}`

/** Sets the clock back an hour under a running site, and then on to after its sessions' end. */
export async function run(database: string, folder: string) {
  const shift = join(folder, 'shift')
  const preload = join(folder, 'clock.mjs')
  const setClock = async (milliseconds: number) => {
    writeFileSync(shift, String(milliseconds))
    await setTimeout(10)
  }
  await setClock(0)
  writeFileSync(preload, SHIFTED_CLOCK)
  const site = await SiteProcess.start(
    { SQLITE_PATH: database },
    { CLOCK_SHIFT: shift, SESSION_CLEARING_INTERVAL: '1 second' },
    { args: [`--import=${pathToFileURL(preload).href}`, 'build/bin/server.js'] }
  )
  try {
    const readers = Array.from({ length: 10 }, () => new Reader(site.origin))
    for (const reader of readers) await reader.visit('/')
    const latest = Date.now() + AGE + 5000

    await setClock(-HOUR)
    await setTimeout(1500)
    for (const reader of readers) {
      const { visits } = await reader.visit('/')
      assert.equal(visits, 1, 'a session was lost')
    }
    const newcomer = new Reader(site.origin)
    await newcomer.visit('/')
    const ends = await query(database, 'select expires_at from sessions')
    assert.equal(ends.length, 11)
    for (const { expires_at: end } of ends)
      assert.ok(Number(end) <= latest, 'a session lives too long')

    await setClock(AGE + HOUR)
    for (const reader of readers) {
      const { visits } = await reader.visit('/')
      assert.equal(visits, 0, 'a session outlived its end')
    }
    await setTimeout(2500)
    const [{ left }] = await query(database, 'select count(*) as left from sessions')
    assert.equal(left, readers.length, 'expired sessions were not cleared')
    return 'set back an hour: 10 of 10 sessions went on, none with a later end; past their end none of them lived, and the site cleared them'
  } finally {
    await site.stop('SIGKILL')
  }
}
