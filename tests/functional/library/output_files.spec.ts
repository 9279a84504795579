import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { link, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import LibraryBackup from '#commands/library_backup'
import LibraryExport from '#commands/library_export'
import LibrarySetup from '#commands/library_setup'
import { checkLibrary } from '#backup/library_file'
import { SqliteFile } from '#sql/sqlite_file'
import { runCommand } from '#tests/helpers/console'
import { Folder, importFile } from '#tests/helpers/files'
import { emptyLibrary, listBook } from '#tests/helpers/library'

const isSqlite = db.primaryConnectionName === 'sqlite'
const NEWER = 'database/migrations/9999999999999_later'

test.group('Files that a librarian names', (group) => {
  let folder: Folder
  let library: string

  group.each.setup(async () => {
    await emptyLibrary()
    await listBook('Dune')
    folder = await Folder.make()
    if (isSqlite) [{ file: library }] = await db.rawQuery('pragma database_list')
    return async () => {
      await folder.remove()
      await emptyLibrary()
    }
  })

  test('{$self} onto the library itself is refused, by all of its names')
    .with(['backup', 'export'] as const)
    .skip(!isSqlite, 'About the SQLite file')
    .run(async ({ assert }, what) => {
      const command = what === 'backup' ? LibraryBackup : LibraryExport
      await symlink(library, folder.path('link'))
      await symlink(`${library}-wal`, folder.path('link-wal'))
      const names = [library, `${library}-wal`, `${library}-shm`, `${library}-journal`]
      names.push(folder.path('link'), folder.path('link-wal'))
      const same = folder.path(basename(library))
      // a second name of the file, which a file system of another device cannot give
      await link(library, same).then(
        () => names.push(same),
        () => {}
      )
      for (const name of names) {
        const { exitCode, errors } = await runCommand(command, [name])
        assert.deepEqual(errors, [
          `[ red(error) ] ${name} is the library's own file. Name another one.`,
        ])
        assert.equal(exitCode, 1)
      }
      const [{ title }] = await db.from('books').select('title')
      assert.equal(title, 'Dune')
      const [{ integrity_check: verdict }] = await db.rawQuery('pragma integrity_check')
      assert.equal(verdict, 'ok')
    })

  test('what is not a regular file is refused: {$self}')
    .with(['a folder', 'a pipe', 'a device'] as const)
    .run(async ({ assert }, kind) => {
      const pipe = folder.path('pipe')
      execFileSync('mkfifo', [pipe])
      const names = {
        'a folder': folder.root,
        'a pipe': pipe,
        'a device': '/dev/null',
      }
      const name = names[kind]
      for (const command of isSqlite ? [LibraryExport, LibraryBackup] : [LibraryExport]) {
        const { errors } = await runCommand(command, [name])
        assert.deepEqual(errors, [`[ red(error) ] ${name} is not a regular file.`])
      }
    })

  test('an export onto another file replaces it, a link stays one', async ({ assert }) => {
    await writeFile(folder.path('catalogue.csv'), 'of yesterday')
    await symlink(folder.path('catalogue.csv'), folder.path('link.csv'))
    const { errors } = await runCommand(LibraryExport, [folder.path('link.csv')])
    assert.deepEqual(errors, [])
    assert.include(await readFile(folder.path('catalogue.csv'), 'utf8'), 'Dune')
    assert.sameMembers(await readdir(folder.root), ['catalogue.csv', 'link.csv'])
  })

  test('a backup replaces a database, and nothing else', async ({ assert }) => {
    const letter = await folder.write('letter.txt', 'Dear reader, this is no database at all.')
    const { exitCode, errors } = await runCommand(LibraryBackup, [letter])
    assert.equal(exitCode, 1)
    assert.deepEqual(errors, [
      `[ red(error) ] ${letter} already exists and is not a database. Choose another file.`,
    ])
    assert.equal(await readFile(letter, 'utf8'), 'Dear reader, this is no database at all.')
    const empty = await folder.write('empty', '')
    const backup = await runCommand(LibraryBackup, [empty])
    assert.deepEqual(backup.errors, [])
  }).skip(!isSqlite, 'About the SQLite file')

  test('the list of rejected rows is written over no pipe', async ({ assert }) => {
    const list = await folder.write('books.csv', 'title,isbn\n,\n"x\n')
    execFileSync('mkfifo', [`${list}.rejected.csv`])
    const { exitCode, errors } = await importFile(list)
    assert.equal(exitCode, 1)
    assert.include(errors, `${list}.rejected.csv is not a regular file.`)
  })

  test('what killed backups and exports left is removed, and nothing else', async ({ assert }) => {
    const { pid: gone } = spawnSync(process.execPath, ['--version'])
    const running = spawn('sleep', ['60'])
    const ended = once(running, 'exit')
    const backup = folder.path('today.sqlite3')
    await runCommand(LibraryBackup, [folder.path('copy')])
    const copy = await readFile(folder.path('copy'))
    const left = [
      `yesterday.sqlite3.${gone}.part`,
      `yesterday.sqlite3.${gone}.part-journal`,
      `today.sqlite3.${process.pid}.part`,
    ]
    const kept = [`yesterday.sqlite3.${running.pid}.part`, 'copy']
    for (const name of [...left, ...kept]) await folder.write(name, copy)
    const others = [`film.${gone}.part`, `catalogue.csv.${gone}.part`]
    for (const name of others) await folder.write(name, 'somebody else is at work on this')
    const before = new Date(Date.now() - 120_000)
    for (const name of [...left, ...others]) await utimes(folder.path(name), before, before)
    kept.push(`elsewhere.sqlite3.${gone}.part`)
    await folder.write(kept.at(-1)!, copy)

    const { errors } = await runCommand(LibraryBackup, [backup])
    assert.deepEqual(errors, [])
    assert.sameMembers(await readdir(folder.root), ['today.sqlite3', ...kept, ...others])
    await runCommand(LibraryExport, [folder.path('catalogue.csv')])
    assert.sameMembers(await readdir(folder.root), [
      ...['today.sqlite3', ...kept, others[0]],
      'catalogue.csv',
    ])
    running.kill()
    await ended
    await using file = await SqliteFile.open(backup)
    await checkLibrary(file, 'The backup')
  }).skip(!isSqlite, 'About the SQLite file')

  test('library:setup refuses a database of a newer version', async ({ assert, cleanup }) => {
    await db.table('adonis_schema').insert({ name: NEWER, batch: 99 })
    cleanup(async () => {
      await db.from('adonis_schema').where('name', NEWER).delete()
    })
    const { exitCode, errors } = await runCommand(LibrarySetup, [])
    assert.equal(exitCode, 1)
    assert.deepEqual(errors, [
      `[ red(error) ] The database was made by a newer version of the program, which has ${NEWER}. Update the program first.`,
    ])
  })
})
