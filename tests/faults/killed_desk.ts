import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { SiteProcess } from '#tests/helpers/site_process'
import { Librarian } from './desk_librarian.js'
import { ace, integrity, query } from './site.js'

const KILLS = 20
const EACH = 8

/** Kills the server between scans and in the midst of them, while two desks lend and take back. */
export async function run(database: string) {
  const settings = { SQLITE_PATH: database }
  ace(['members:add', 'Shevek', '--card=S-1'], settings)
  let site = await SiteProcess.start(settings)
  const desks = ['First', 'Second'].map((name) => new Librarian(name, settings, () => site.origin))
  for (const desk of desks) {
    desk.join()
    await desk.signIn()
  }
  const copies = await query(
    database,
    `select code from book_instances where status = 'available' order by id limit ${2 * EACH}`
  )
  const codes = copies.map(({ code }) => String(code))

  let scans = 0
  let isOver = false
  const lent = new Set<string>()
  const work = async (desk: Librarian, own: string[]) => {
    for (let turn = 0; !isOver; turn++) {
      const code = own[turn % own.length]
      if (lent.has(code)) {
        await desk.takeBack(code)
        lent.delete(code)
      } else {
        await desk.lend('S-1', code)
        lent.add(code)
      }
      scans++
    }
  }
  const working = desks.map((desk, index) =>
    work(
      desk,
      codes.filter((_, at) => at % 2 === index)
    )
  )
  for (let kills = 0; kills < KILLS; kills++) {
    await setTimeout(randomInt(50, 800))
    await site.stop('SIGKILL')
    assert.equal(await integrity(database), 'ok')
    site = await SiteProcess.start(settings)
  }
  isOver = true
  await Promise.all(working)
  await site.stop()

  const open = await query(
    database,
    `select copies.code from loans join book_instances as copies on copies.id = loans.copy_id
     join members on members.id = loans.member_id
     where returned_at is null and members.card = 'S-1' order by copies.code`
  )
  assert.deepEqual(open.map(({ code }) => String(code)).sort(), [...lent].sort())
  ace(['library:check'], settings)
  return `${KILLS} times killed while two desks lent and took back, ${scans} scans answered: no loan missing, none doubled, copies and loans agree`
}
