import { once } from 'node:events'
import { copyFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import sqlite3 from 'sqlite3'
import { restore } from '#backup/restore'
import LibraryBackup from '#commands/library_backup'
import LibraryRestore from '#commands/library_restore'
import { SqliteFile } from '#sql/sqlite_file'
import { runCommand } from '#tests/helpers/console'
import { Folder } from '#tests/helpers/files'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

/** Changes a SQLite file by hand. */
async function change(file: string, sql: string) {
  const database = new sqlite3.Database(file)
  await new Promise<void>((resolve, reject) => {
    database.exec(sql, (error) => (error ? reject(error) : resolve()))
  })
  database.close()
  await once(database, 'close')
}

async function titlesIn(file: string) {
  await using library = await SqliteFile.open(file)
  const rows = await library.query('select title from books order by id')
  return rows.map(({ title }) => title)
}

test.group('Backup', (group) => {
  group.tap((each) => each.skip(db.primaryConnectionName !== 'sqlite', 'About the SQLite file'))
  let folder: Folder
  let backup: string

  group.each.setup(async () => {
    await emptyLibrary()
    folder = await Folder.make()
    backup = folder.path('backup.sqlite3')
    return () => folder.remove()
  })

  async function backUp() {
    const { exitCode, output, errors } = await runCommand(LibraryBackup, [backup])
    return { exitCode: exitCode ?? 0, output, errors }
  }

  test('holds the library as it is, beside the running site', async ({ assert }) => {
    await listBook('Dune', { copies: 2 })
    await new Visitor().visit('/')

    const { exitCode, output } = await backUp()
    assert.equal(exitCode, 0)
    assert.deepEqual(output, [`The library with 1 books and 2 copies is in ${backup}`])
    assert.deepEqual(await titlesIn(backup), ['Dune'])
    const { mode } = await stat(backup)
    assert.equal(mode & 0o777, 0o600)
    assert.deepEqual(await readdir(folder.root), ['backup.sqlite3'])

    await listBook('Emma')
    await backUp()
    assert.deepEqual(await titlesIn(backup), ['Dune', 'Emma'])
  })

  test('in a folder that is not there is refused in one line', async ({ assert }) => {
    const { exitCode, errors } = await runCommand(LibraryBackup, ['/nowhere/backup.sqlite3'])
    assert.equal(exitCode, 1)
    assert.lengthOf(errors, 1)
    assert.include(errors[0], '/nowhere/backup.sqlite3 cannot be written')
  })

  test('comes back whole, and keeps what it replaces', async ({ assert }) => {
    await listBook('Dune')
    await backUp()
    await listBook('Emma')
    const target = folder.path('library.sqlite3')
    const latest = folder.path('latest.sqlite3')
    await runCommand(LibraryBackup, [latest])

    const first = await restore(latest, target)
    assert.deepEqual(first, { books: 2, copies: 0, aside: null })

    const second = await restore(backup, target)
    assert.deepEqual(await titlesIn(target), ['Dune'])
    assert.deepEqual(await titlesIn(second.aside!), ['Dune', 'Emma'])
  })

  test('takes the place of a library that is damaged', async ({ assert }) => {
    await listBook('Dune')
    await backUp()
    const target = folder.path('library.sqlite3')
    await writeFile(target, 'no database, but long enough to be taken for one '.repeat(50))

    const { aside } = await restore(backup, target)
    assert.deepEqual(await titlesIn(target), ['Dune'])
    assert.isString(aside)
  })

  test('{title} is refused, and the library stays as it was')
    .with([
      {
        title: 'a text',
        spoil: (file: string) => writeFile(file, 'not a database at all '.repeat(100)),
        says: 'is not a backup of a library',
      },
      {
        title: 'a file cut short',
        spoil: (file: string) => truncate(file, 100_000),
        says: 'is damaged',
      },
      {
        title: 'a database of something else',
        spoil: (file: string) => change(file, 'drop table record_counts'),
        says: 'is a database, but not of a library',
      },
      {
        title: 'a library without migrations',
        spoil: (file: string) => change(file, 'delete from adonis_schema'),
        says: 'has the tables of a library, but was not made by library:setup',
      },
      {
        title: 'a database with tables of the same names and nothing in them',
        spoil: async (file: string) => {
          await rm(file)
          await change(
            file,
            'create table adonis_schema (id, name); create table books (id); create table record_counts (name, count)'
          )
        },
        says: 'is a database, but not of a library',
      },
      {
        title: 'a library without its counts',
        spoil: (file: string) => change(file, 'delete from record_counts'),
        says: 'has the tables of a library, but was not made by library:setup',
      },
      {
        title: 'an empty file',
        spoil: (file: string) => truncate(file, 0),
        says: 'is a database, but not of a library',
      },
      {
        title: 'a library of a newer version',
        spoil: (file: string) =>
          change(
            file,
            `insert into adonis_schema (name, batch) values ('database/migrations/9_later', 9)`
          ),
        says: 'was made by a newer version of the program, which has database/migrations/9_later',
      },
      {
        title: 'a library with rows that point nowhere',
        spoil: (file: string) => change(file, 'delete from books'),
        says: 'point nowhere',
      },
    ])
    .run(async ({ assert }, { spoil, says }) => {
      await listBook('Dune', { copies: 1 })
      await backUp()
      const target = folder.path('library.sqlite3')
      await copyFile(backup, target)
      await spoil(backup)

      await assert.rejects(() => restore(backup, target), new RegExp(says))
      assert.deepEqual(await titlesIn(target), ['Dune'])
      assert.sameMembers(await readdir(folder.root), ['backup.sqlite3', 'library.sqlite3'])
    })

  test('a folder is refused', async ({ assert }) => {
    const { exitCode, errors } = await runCommand(LibraryRestore, [folder.root])
    assert.equal(exitCode, 1)
    assert.deepEqual(errors, [`[ red(error) ] ${folder.root} is not a regular file`])
  })

  test('a file that is not there is named, and the command fails', async ({ assert }) => {
    const missing = app.tmpPath('no-such-backup.sqlite3')
    const { exitCode, errors } = await runCommand(LibraryRestore, [missing])
    assert.equal(exitCode, 1)
    assert.deepEqual(errors, [`[ red(error) ] There is no file ${missing}`])
  })
})
