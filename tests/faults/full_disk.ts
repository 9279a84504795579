import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Reader, Site, integrity, query, until } from './site.js'

/** Fills the disk that the database is on: a small one in memory, which takes root to mount. */
export async function run(library: string, folder: string) {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  const megabytes = Math.ceil(statSync(library).size / 1e6) + 8
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', disk])
  if (mount.status !== 0) return `SKIPPED: ${mount.stderr ?? 'no mount'}`.trim()

  const database = join(disk, 'library.sqlite3')
  let site: Site | undefined
  try {
    copyFileSync(library, database)
    const [book] = await query(database, 'select id from books limit 1')
    site = await Site.start(database)
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
    await site.stop()
    assert.equal(await integrity(database), 'ok')
    return `disk full after ${served} newcomers (${filled} ms): pages 200, forms 503 with Retry-After; saved again ${back} ms after there was room, integrity_check ok`
  } finally {
    await site?.stop('SIGKILL')
    spawnSync('umount', [disk])
  }
}

/** Takes all the room that there is. */
function fill(file: string) {
  for (const size of [1e6, 1e5, 4096]) {
    try {
      while (true) writeFileSync(file, Buffer.alloc(size), { flag: 'a' })
    } catch (error) {
      assert.equal(Object(error).code, 'ENOSPC')
    }
  }
}
