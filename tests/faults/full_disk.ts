import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { copyFileSync, mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SiteProcess } from '#tests/helpers/site_process'
import { Reader, integrity, query, tryAce, until } from './site.js'

const ROUNDS = 20
const ROWS = 6_000

/** Fills the disk that the database is on: a small one in memory, which takes root to mount. */
export async function run(library: string, folder: string) {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  const megabytes = Math.ceil(statSync(library).size / 1e6) + 8
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', disk])
  if (mount.status !== 0) return `SKIPPED: ${mount.stderr ?? 'no mount'}`.trim()

  const database = join(disk, 'library.sqlite3')
  let site: SiteProcess | undefined
  try {
    copyFileSync(library, database)
    const [book] = await query(database, 'select id from books limit 1')
    site = await SiteProcess.start({ SQLITE_PATH: database })
    const known = new Reader(site.origin)
    await known.visit('/')

    fill(join(disk, 'rubbish'))
    let served = 0
    const filled = await until(async () => {
      // each newcomer's session takes room that soon is not there
      const page = await new Reader(site!.origin).visit('/books?q=some+words+to+keep')
      assert.equal(page.status, 200)
      served++
      return page.rests
    }, 60_000)

    for (const path of [
      '/',
      '/books?q=the',
      `/books/${book.id}`,
      '/authors',
      '/copies',
      '/visit',
    ]) {
      const page = await known.visit(path)
      assert.equal(page.status, 200, path)
    }
    const form = await known.keep(Number(book.id))
    assert.equal(form.status, 503)
    assert.ok(Number(form.retryAfter) > 0)

    rmSync(join(disk, 'rubbish'))
    const back = await until(async () => {
      const { rests } = await known.visit('/')
      return !rests
    }, 5000)
    const { visits } = await known.visit('/')
    assert.ok(visits >= 2)
    const forgotten = await forgetOnFullDisk(site.origin, Number(book.id), join(disk, 'rubbish'))
    await site.stop()
    assert.equal(await integrity(database), 'ok')
    const commands = await runOnFullDisk(library, disk, folder)
    return `${forgotten}; ${commands}; disk full after ${served} newcomers (${filled} ms): pages 200, forms 503 with Retry-After; saved again ${back} ms after there was room, integrity_check ok`
  } finally {
    await site?.stop('SIGKILL')
    spawnSync('umount', [disk])
  }
}

/** Takes all the room that there is, but for so many bytes. */
function fill(file: string, left = 0) {
  for (const size of [1e6, 1e5, 4096]) {
    try {
      while (true) writeFileSync(file, Buffer.alloc(size), { flag: 'a' })
    } catch (error) {
      assert.equal(Object(error).code, 'ENOSPC')
    }
  }
  truncateSync(file, Math.max(0, statSync(file).size - left))
}

/** Whoever is told that all is forgotten is not known any more; who is not told so has lost nothing. */
async function forgetOnFullDisk(origin: string, book: number, rubbish: string) {
  let refused = 0
  for (let round = 0; round < ROUNDS; round++) {
    const reader = new Reader(origin)
    await until(async () => {
      const { status } = await reader.keep(book)
      return status === 303
    }, 5000)
    const cookie = reader.cookie
    fill(rubbish)
    const answer = await reader.visit('/visit?_method=DELETE', { method: 'POST' })
    rmSync(rubbish)
    assert.ok([303, 503].includes(answer.status), `status ${answer.status}`)
    if (answer.status === 503) refused++

    const list = await reader.visit('/reading-list/download/csv', { headers: { cookie } })
    const isKnown = list.body.trim().split('\n').length > 1
    assert.equal(isKnown, answer.status === 503, 'what was answered is not what is')
  }
  return `"Forget everything" on a full disk, ${ROUNDS} times: ${refused} refused with the session still there, the others gone`
}

/** A command that ends well has done all; one that did not says so. */
async function runOnFullDisk(library: string, disk: string, folder: string) {
  const file = join(folder, 'books.csv')
  const rows = Array.from({ length: ROWS }, (_, row) => `Book ${row},Author ${row % 997}`)
  writeFileSync(file, `title,author\n${rows.join('\n')}\n`)

  const failed = { import: 0, setup: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const database = join(disk, `library-${round}.sqlite3`)
    copyFileSync(library, database)
    const site = await SiteProcess.start({ SQLITE_PATH: database })
    try {
      fill(join(disk, 'rubbish'), randomInt(2e5, 7e6))
      const before = await countBooks(database)
      const { status } = tryAce(['library:import', file, '--keep-demo'], { SQLITE_PATH: database })
      rmSync(join(disk, 'rubbish'))
      if (status === 0) assert.equal(await countBooks(database), before + ROWS)
      else failed.import++
    } finally {
      await site.stop()
    }
    assert.equal(await integrity(database), 'ok')
    rmSync(database)

    fill(join(disk, 'rubbish'), randomInt(1e5, 3e6))
    const { status, output } = tryAce(['library:setup'], { SQLITE_PATH: database })
    rmSync(join(disk, 'rubbish'))
    if (status === 0) {
      assert.ok((await countBooks(database)) > 0)
    } else {
      failed.setup++
      assert.doesNotMatch(output, /^ +at /m)
    }
    for (const ending of ['', '-wal', '-shm']) rmSync(database + ending, { force: true })
  }
  return `${failed.import} of ${ROUNDS} imports of ${ROWS} rows and ${failed.setup} of ${ROUNDS} setups failed and said so, the others did all`
}

async function countBooks(database: string) {
  const [{ books }] = await query(database, 'select count(*) as books from books')
  return Number(books)
}
