import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import Loan from '#models/loan'
import Member from '#models/member'
import { run } from '#sql/statement'
import { letHoursPass, shelve } from '#tests/helpers/lending'
import { emptyLibrary } from '#tests/helpers/library'

/** All that any table has, but for the row of the members themselves, as one text. */
async function everythingKept() {
  const client = db.connection()
  const tables = await run<{ name: string }>(
    client,
    client.dialect.name === 'postgres'
      ? `select tablename as name from pg_tables where schemaname = 'public'`
      : `select name from sqlite_schema where type = 'table'`
  )
  const rows = await Promise.all(
    tables
      .filter(({ name }) => name !== 'members')
      .map(({ name }) => run(client, `select * from "${name}"`))
  )
  return JSON.stringify(rows).toLowerCase()
}

test.group('Lending | forgetting', (group) => {
  group.each.setup(emptyLibrary)

  test('a day after the return no table knows who had the book', async ({ assert }) => {
    const copy = await shelve('Emma')
    const name = 'Wolframina Zzyzx'
    const member = await Member.add({ name, card: 'UNMISTAKABLE-77', groupName: 'Class 3b' })
    const { loan } = await copy.lend(member)
    await loan.renew()
    await copy.return()

    await letHoursPass(23)
    assert.equal(await Loan.forget(), 0)
    await letHoursPass(2)
    assert.equal(await Loan.forget(), 1)

    await loan.refresh()
    assert.deepEqual([loan.memberId, loan.groupName], [null, 'Class 3b'])
    const kept = await everythingKept()
    assert.include(kept, 'class 3b')
    for (const part of ['wolframina', 'zzyzx', 'unmistakable-77']) assert.notInclude(kept, part)
  })

  test('open loans keep their member, and so do those of who keeps a history', async ({
    assert,
  }) => {
    const [open, past, forgotten] = [await shelve('A'), await shelve('B'), await shelve('C')]
    const keeper = await Member.add({ name: 'Shevek' })
    await keeper.merge({ isHistoryKept: true }).save()
    const other = await Member.add({ name: 'Takver' })
    await open.lend(other)
    await past.lend(keeper)
    await forgotten.lend(other)
    await past.return()
    await forgotten.return()

    await letHoursPass(24 * 365)
    assert.equal(await Loan.forget(), 1)
    const loans = await Loan.query().orderBy('id')
    assert.deepEqual(
      loans.map(({ memberId }) => memberId),
      [other.id, keeper.id, null]
    )
  })
})
