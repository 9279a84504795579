import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { isUnavailable } from '#sql/errors'
import { run } from '#sql/statement'
import { transaction, trial } from '#sql/transaction'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { sessionRows } from '#tests/helpers/session_rows'
import { Visitor } from '#tests/helpers/visitor'

const isPostgres = () => db.primaryConnectionName === 'postgres'

/** A table whose rows may point nowhere until the transaction is committed: then COMMIT is refused. */
async function refusing() {
  await db.rawQuery(
    `create table refusing (
       id integer primary key,
       parent integer references refusing (id) deferrable initially deferred
     )`
  )
  return () => db.rawQuery('drop table refusing')
}

function addRow(client: Parameters<typeof run>[0], id: number, parent: number | null = null) {
  return run(client, 'insert into refusing (id, parent) values (?, ?)', [id, parent])
}

async function ids() {
  const rows = await run(db.connection(), 'select id from refusing order by id', [])
  return rows.map(({ id }) => id)
}

test.group('Transactions', (group) => {
  group.each.setup(refusing)

  test('keep what the work did, and give what it gave', async ({ assert }) => {
    const result = await transaction(db.connection(), async (trx) => {
      await addRow(trx, 1)
      await addRow(trx, 2, 1)
      return 'done'
    })
    assert.equal(result, 'done')
    assert.deepEqual(await ids(), [1, 2])
  })

  test('keep nothing where the work failed, and throw why', async ({ assert }) => {
    const work = transaction(db.connection(), async (trx) => {
      await addRow(trx, 1)
      throw new Error('on second thoughts')
    })
    await assert.rejects(() => work, 'on second thoughts')
    assert.deepEqual(await ids(), [])
  })

  test('fail where the commit fails, keep nothing, and leave a connection that can be used', async ({
    assert,
  }) => {
    for (let round = 0; round < 3; round++) {
      const work = transaction(db.connection(), (trx) => addRow(trx, 1, 99))
      await assert.rejects(() => work, /foreign key constraint/i)
    }
    assert.deepEqual(await ids(), [])
    await transaction(db.connection(), (trx) => addRow(trx, 1))
    assert.deepEqual(await ids(), [1])
  })

  test('fail where a statement failed and the work said nothing of it', async ({ assert }) => {
    const work = transaction(db.connection(), async (trx) => {
      await addRow(trx, 1)
      await run(trx, 'select * from nowhere', []).catch(() => {})
    })
    await assert.rejects(() => work, /undone/)
    assert.deepEqual(await ids(), [])
  }).skip(!isPostgres(), 'SQLite undoes only the statement')

  test('fail where the server ended the connection before the commit', async ({ assert }) => {
    const work = transaction(db.connection(), async (trx) => {
      await addRow(trx, 1)
      const [{ pid }] = await run(trx, 'select pg_backend_pid() as pid', [])
      await db.rawQuery('select pg_terminate_backend(?)', [Number(pid)])
    })
    const error = await work.catch((reason: unknown) => reason)
    assert.isTrue(isUnavailable(error), String(error))
    assert.deepEqual(await ids(), [])
  }).skip(!isPostgres(), 'SQLite has no server')

  test('fail with the reason where they cannot begin', async ({ assert }) => {
    await db.rawQuery('begin')
    const work = transaction(db.connection(), (trx) => addRow(trx, 1))
    await assert.rejects(() => work, /within a transaction/)
    await db.rawQuery('rollback')
    await transaction(db.connection(), (trx) => addRow(trx, 2))
    assert.deepEqual(await ids(), [2])
  }).skip(isPostgres(), 'PostgreSQL takes a second BEGIN')

  test('within another undo only their own part', async ({ assert }) => {
    await transaction(db.connection(), async (trx) => {
      await addRow(trx, 1)
      const inner = transaction(trx, async (part) => {
        await addRow(part, 2)
        throw new Error('not this')
      })
      await assert.rejects(() => inner, 'not this')
      await transaction(trx, (part) => addRow(part, 3))
    })
    assert.deepEqual(await ids(), [1, 3])
  })

  test('on trial keep nothing', async ({ assert }) => {
    const seen = await trial(db.connection(), async (trx) => {
      await addRow(trx, 1)
      return run(trx, 'select id from refusing', [])
    })
    assert.lengthOf(seen, 1)
    assert.deepEqual(await ids(), [])
  })

  test('are let go of by the models that they wrote', async ({ assert }) => {
    await emptyLibrary()
    const book = await listBook('Emma')
    await transaction(db.connection(), async (trx) => {
      await book.useTransaction(trx).merge({ title: 'Sooner' }).save()
    })
    assert.isUndefined(book.$trx)
    await book.merge({ title: 'Later' }).save()
    await book.refresh()
    assert.equal(book.title, 'Later')
  })
})

test.group('Transactions | of sessions', (group) => {
  group.tap((each) =>
    each.skip(process.env.SESSION_STORE === 'redis', 'About sessions in the database')
  )
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    const drop = await refusing()
    const isSqlite = !isPostgres()
    await db.rawQuery(
      isSqlite
        ? `create trigger refuse after delete on sessions begin
             insert into refusing (id, parent) values (1, 99);
           end`
        : `create function refuse() returns trigger language plpgsql as
             'begin insert into refusing (id, parent) values (1, 99); return null; end'`
    )
    if (!isSqlite) {
      await db.rawQuery(
        'create trigger refuse after delete on sessions for each row execute function refuse()'
      )
    }
    return async () => {
      await db.rawQuery(`drop trigger refuse ${isSqlite ? '' : 'on sessions'}`)
      if (!isSqlite) await db.rawQuery('drop function refuse')
      await drop()
    }
  })

  test('nobody is told that all is forgotten while it is not', async ({ assert }) => {
    const book = await listBook('Emma')
    const visitor = new Visitor()
    await visitor.submit(`/reading-list/${book.id}`, {})

    const answer = await visitor.submit('/visit?_method=DELETE', {})
    assert.equal(answer.status, 500)
    assert.notInclude(answer.text(), 'forgotten')
    assert.lengthOf(await sessionRows(), 1)
    const list = await visitor.visit('/reading-list')
    assert.include(list.text('main'), 'Emma')
  })
})
