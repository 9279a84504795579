import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { SiteProcess } from '#tests/helpers/site_process'
import { Reader, query, until } from './site.js'

const NOBODY = 65534

/** Runs the site under an account that may read the database and not write to it. */
export async function run(database: string, folder: string) {
  if (process.getuid?.() !== 0)
    return 'SKIPPED: it takes root to run the site under another account'
  chmodSync(dirname(folder), 0o755)
  chmodSync(folder, 0o777)
  chmodSync(database, 0o644)
  const [book] = await query(database, 'select id from books limit 1')

  const site = await SiteProcess.start({ SQLITE_PATH: database }, { HOME: folder }, { uid: NOBODY })
  try {
    const reader = new Reader(site.origin)
    await reader.visit('/')
    for (const path of [
      '/',
      '/books?q=the',
      `/books/${book.id}`,
      '/authors',
      '/copies',
      '/visit',
    ]) {
      const page = await reader.visit(path)
      assert.equal(page.status, 200, path)
      assert.ok(page.rests, path)
    }
    const form = await reader.keep(Number(book.id))
    assert.equal(form.status, 503)
    const health = await reader.visit('/health')
    assert.equal(health.status, 200)
  } finally {
    await site.stop()
  }

  chmodSync(database, 0o666)
  const again = await SiteProcess.start(
    { SQLITE_PATH: database },
    { HOME: folder },
    { uid: NOBODY }
  )
  try {
    const reader = new Reader(again.origin)
    const back = await until(async () => {
      const { visits } = await reader.visit('/')
      return visits > 0
    }, 5000)
    return `read-only file: pages 200 and resting, forms 503; writable and started anew, visits count after ${back} ms`
  } finally {
    await again.stop()
  }
}
