import { setTimeout as wait } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { emptyDatabase } from '#tests/helpers/databases'
import { freePort, Program } from '#tests/helpers/site_process'

/** The page at the address, as soon as something answers there. */
async function whenOpen(address: string, program: Program) {
  while (program.isRunning) {
    const response = await fetch(address).catch(() => null)
    if (response) return response
    await wait(100)
  }
  throw new Error(program.output + program.errors)
}

test.group('npm run dev', () => {
  test('makes the database, opens a site whose pages reload, and ends when it is told to', async ({
    assert,
    cleanup,
  }) => {
    const port = await freePort()
    const database = await emptyDatabase('developed')
    const program = new Program(['bin/dev.js'], {
      ...process.env,
      ...database,
      HOST: '127.0.0.1',
      PORT: String(port),
    })
    cleanup(() => program.stop('SIGKILL'))
    const address = `http://127.0.0.1:${port}`
    const page = await whenOpen(address, program)
    assert.equal(page.status, 200)
    assert.include(page.headers.get('content-security-policy'), `connect-src 'self' ws:`)

    await program.stop()
    assert.isNull(program.child.signalCode)
    await assert.rejects(() => fetch(address))
  }).skip(db.primaryConnectionName !== 'sqlite', 'The same on every database')
})
