import { copyFile } from 'node:fs/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { restore } from '#backup/restore'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { Folder } from '#tests/helpers/files'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { SiteProcess } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

test.group('Backup | beside a server', (group) => {
  group.tap((each) => each.skip(db.primaryConnectionName !== 'sqlite', 'About the SQLite file'))
  let folder: Folder

  group.each.setup(async () => {
    await emptyLibrary()
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('is not put in the place of a library that a site runs on, and is served once it is', async ({
    assert,
    cleanup,
  }) => {
    await listBook('Dune')
    const { SQLITE_PATH: backup } = await emptyDatabase('backup')
    const target = folder.path('library.sqlite3')
    await copyFile(backup, target)
    const server = await SiteProcess.start({ SQLITE_PATH: target })
    cleanup(() => server.stop())
    await new Visitor(server.origin).visit('/')
    const library = openDatabase({ SQLITE_PATH: target })
    await library.from('books').update({ title: 'Emma' })
    await db.manager.close(library.connectionName, true)

    await assert.rejects(
      () => restore(backup, target),
      'library.sqlite3 is in use. Stop the site, and any command at work on it, first.'
    )
    const page = await new Visitor(server.origin).visit('/books')
    assert.include(page.text('main'), 'Emma')

    await server.stop()
    await restore(backup, target)
    const restored = await SiteProcess.start({ SQLITE_PATH: target })
    cleanup(() => restored.stop())
    const after = await new Visitor(restored.origin).visit('/books')
    assert.include(after.text('main'), 'Dune')
    assert.notInclude(after.text('main'), 'Emma')
  })
})
