import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { SiteProcess } from '#tests/helpers/site_process'
import { Reader, integrity } from './site.js'

const KILLS = 50
const AT_ONCE = 10

/** Kills a server in the middle of a visitor's parallel visits, again and again. */
export async function run(database: string) {
  const reader = new Reader('')
  let acknowledged = 0
  let total = 0
  for (let kills = 0; kills < KILLS; kills++) {
    const site = await SiteProcess.start({ SQLITE_PATH: database })
    reader.origin = site.origin
    const { visits } = await reader.visit('/')
    // what was under way when the server died may have been counted or not
    const most = kills === 0 ? 0 : acknowledged + AT_ONCE
    assert.ok(visits >= acknowledged, `${visits} visits are left of ${acknowledged}`)
    assert.ok(visits <= most, `${visits} visits of at most ${most}`)

    const answered = await visitUntilKilled(reader, site, randomInt(5, 200))
    total += answered
    acknowledged = visits + 1 + answered
    assert.equal(await integrity(database), 'ok')
  }
  return `${KILLS} times killed under load, ${total} visits answered, none missing, integrity_check ok each time`
}

async function visitUntilKilled(reader: Reader, site: SiteProcess, last: number) {
  let answered = 0
  const visitOn = async () => {
    while (site.isRunning) {
      try {
        const { status } = await reader.visit('/')
        if (status === 200 && ++answered === last) void site.stop('SIGKILL')
      } catch {
        return
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, visitOn))
  await site.stop('SIGKILL')
  return answered
}
