import assert from 'node:assert/strict'
import { createHash, randomInt } from 'node:crypto'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { startAce } from '#tests/helpers/site_process'
import { ace, integrity } from './site.js'

const KILLS = 20
const ROWS = 20_000

/** Kills an import at a random moment, runs it anew to its end, and compares the two libraries. */
export async function run(database: string, folder: string) {
  const file = join(folder, 'books.csv')
  const rows = Array.from({ length: ROWS }, (_, row) =>
    [
      `Book ${row % (ROWS / 2)}`,
      `Author ${row % 997}`,
      `Genre ${row % 31}`,
      1900 + (row % 120),
    ].join()
  )
  writeFileSync(file, `title,author,genre,year\n${rows.join('\n')}\n`)

  const whole = join(folder, 'whole.sqlite3')
  copyFileSync(database, whole)
  const started = performance.now()
  ace(['library:import', file, '--keep-demo'], { SQLITE_PATH: whole })
  const duration = Math.round(performance.now() - started)
  const wanted = content(whole)

  let midway = 0
  for (let kills = 0; kills < KILLS; kills++) {
    const copy = join(folder, `killed-${kills}.sqlite3`)
    copyFileSync(database, copy)
    const command = startAce(['library:import', file, '--keep-demo'], { SQLITE_PATH: copy })
    await setTimeout(randomInt(100, duration))
    await command.stop('SIGKILL')
    if (command.child.signalCode === 'SIGKILL') midway++

    assert.equal(await integrity(copy), 'ok')
    ace(['library:import', file, '--keep-demo'], { SQLITE_PATH: copy })
    assert.equal(content(copy), wanted, 'the library differs from that of an undisturbed import')
  }
  assert.ok(midway > KILLS / 2, `only ${midway} imports were killed before their end`)
  return `${midway} of ${KILLS} imports of ${ROWS} rows killed midway; each, run again, gave the export of an undisturbed one`
}

/** A hash of all that the library exports, but for what is drawn anew: ids of copies and moments. */
function content(database: string) {
  const records: Record<string, string>[] = parse(
    ace(['library:export', '-'], { SQLITE_PATH: database }),
    {
      columns: true,
    }
  )
  const lines = records.map(({ id, added, ...facts }) => JSON.stringify(facts))
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}
