import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import sqlite3 from 'sqlite3'
import { isLocked } from '#sql/errors'
import { SqliteFile } from '#sql/sqlite_file'
import { run } from '#sql/statement'
import { emptyLibrary } from '#tests/helpers/library'

test.group('Statements | that meet a lock', (group) => {
  group.each.setup(emptyLibrary)

  test('leave a connection that can write, once nobody else does', async ({ assert }) => {
    const [{ file }] = await run<{ file: string }>(db.connection(), 'pragma database_list')
    await using other = await SqliteFile.open(file, sqlite3.OPEN_READWRITE)
    const write = (column: string, text: string) =>
      run(db.connection(), `update library set ${column} = ? where id = 1`, [text])
    for (let time = 0; time < 3; time++) {
      await other.query('begin immediate')
      await other.query('update library set phone = ?', [String(time)])
      for (const column of ['line', 'address', 'email']) {
        const error = await write(column, 'refused').then(
          () => null,
          (reason: unknown) => reason
        )
        assert.isTrue(isLocked(error))
      }
      await other.query('commit')
      // By another statement, and so on whichever connection
      for (const column of ['name', 'colour', 'language', 'time_zone']) await write(column, 'kept')
      const [row] = await run(db.connection(), 'select line, phone, name from library')
      assert.deepEqual(row, { line: null, phone: String(time), name: 'kept' })
    }
  }).skip(
    process.env.DB_CONNECTION === 'postgres',
    'On PostgreSQL a writer waits for the other, and fails at no lock'
  )
})
