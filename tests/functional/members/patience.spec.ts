import { setTimeout } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import sqlite3 from 'sqlite3'
import { perform, undo } from '#members/member_file'
import { planOf, versionOf } from '#members/member_plan'
import Loan from '#models/loan'
import Member from '#models/member'
import MemberFile from '#models/member_file'
import { letHoursPass, shelve } from '#tests/helpers/lending'
import { emptyLibrary } from '#tests/helpers/library'
import { signedIn } from '#tests/helpers/signed_in'

/** Longer than SQLite itself waits in a server, and less than a page does. */
const HELD = 300
const BUSY = 25

/** Does it while another program, which is soon done, holds the lock that everyone who writes needs. */
async function whileHeld<T>(work: () => Promise<T>) {
  const other = new sqlite3.Database(process.env.SQLITE_PATH!)
  const say = (sql: string) =>
    new Promise<void>((resolve, reject) => {
      other.exec(sql, (error) => (error ? reject(error) : resolve()))
    })
  const [{ timeout }] = await db.rawQuery('pragma busy_timeout')
  await db.rawQuery(`pragma busy_timeout = ${BUSY}`)
  await say('pragma busy_timeout = 2000; begin immediate')
  const release = setTimeout(HELD).then(() => say('rollback'))
  try {
    return await work()
  } finally {
    await release
    other.close()
    await db.rawQuery(`pragma busy_timeout = ${timeout}`)
  }
}

test.group('Members | database held by another program', (group) => {
  group.tap((each) => each.skip(db.primaryConnectionName !== 'sqlite', 'About the SQLite file'))
  group.each.setup(async () => {
    await emptyLibrary()
    await MemberFile.query().delete()
  })

  test('a new member waits for it', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const page = await whileHeld(() => visitor.submit('/desk/members', { name: 'Anna' }))
    assert.equal(page.text('h1'), 'Anna')
  })

  test('a file of members is imported and undone after it', async ({ assert }) => {
    const { member: by } = await signedIn('librarian')
    const rows = [{ line: 2, told: { name: 'Anna' }, text: 'Anna' }]
    const { id } = await MemberFile.create({ rows })
    const { plan } = await planOf(db.connection(), rows, by)
    await whileHeld(() => perform(id, versionOf(plan), by, false))
    assert.isNotNull(await Member.findBy('name', 'Anna'))
    await whileHeld(() => undo(id, by))
    assert.isNull(await Member.findBy('name', 'Anna'))
  })

  test('loans are forgotten after it', async ({ assert }) => {
    const copy = await shelve('Emma')
    await copy.lend(await Member.add({ name: 'Anna' }))
    await copy.return()
    await letHoursPass(25)
    assert.equal(await whileHeld(() => Loan.forget()), 1)
  })
})
