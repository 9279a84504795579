import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import LibraryExport from '#commands/library_export'
import BookInstance from '#models/book_instance'
import { runCommand } from '#tests/helpers/console'
import { Folder, importFile } from '#tests/helpers/files'
import { contentOfLibrary, emptyLibrary, listBook } from '#tests/helpers/library'

let folder: Folder

async function importText(text: string, ...flags: string[]) {
  return importFile(await folder.write('list.csv', text), ...flags)
}

async function places() {
  const copies = await BookInstance.query()
    .preload('book')
    .withScopes((scopes) => scopes.ordered())
  return copies.map(({ book, shelfPlace }) => `${book.title} ${shelfPlace}`)
}

test.group('Import | places of copies', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('are read from a column called {$self}')
    .with([
      ...['Shelf', 'Shelfmark', 'Call number', 'Location', 'Physical Location', 'Shelf Location'],
      ...['Standort', 'Signatur', 'Regal', 'Cote', 'Emplacement', 'Signatura', 'Ubicación'],
    ])
    .run(async ({ assert }, column) => {
      await importText(`Title;${column};Copies\nEmma; 823.7  AUS ;2\nDune;;1\n`)
      assert.deepEqual(await places(), ['Emma 823.7 AUS', 'Emma 823.7 AUS', 'Dune null'])
    })

  test('are not what readers call a shelf, nor where a book was bought or published', async ({
    assert,
  }) => {
    const columns = [
      ...['Bookshelves', 'Exclusive Shelf', 'Original Purchase Location', 'Place of Publication'],
      ...['Purchase Place', 'Collections', 'Position', 'Publication Place'],
    ]
    await importText(
      stringify([
        ['Title', ...columns],
        ['Emma', ...columns],
      ])
    )
    // As BookWyrm writes it
    await importText('title,author_text,rating,shelf,shelf_name\nDune,,4,to-read,To Read\n')
    assert.deepEqual(await places(), ['Emma null', 'Dune null'])
  })

  test('are read from any column that --map names, a reader’s shelf too', async ({ assert }) => {
    await importText('title,rating,shelf\nEmma,4,Attic\n', '--map=shelf=place')
    await importText('title,room\nDune,Cellar\n', '--map=room=place')
    assert.deepEqual(await places(), ['Emma Attic', 'Dune Cellar'])
  })

  test('change nothing and add nothing the second time', async ({ assert }) => {
    const text =
      'title,isbn,shelf,barcode\nEmma,9780141439587,A,2\nEmma,9780141439587,,1\nDune,,B,\nDune,,C,\n'
    await importText(text)
    const before = await contentOfLibrary()
    const { facts } = await importText(text)
    assert.include(facts, { unchanged: 4, copiesAdded: 0 })
    assert.deepEqual(await contentOfLibrary(), before)
  })

  test('are given to the copies of a book that has none, and to no others', async ({ assert }) => {
    const emma = await listBook('Emma', { copies: 3 })
    await listBook('Dune', { copies: 1 })
    const [, second] = await BookInstance.query()
      .where('bookId', emma.id)
      .withScopes((scopes) => scopes.ordered())
    const text = `title,place of copy,barcode,copies\nEmma,A,${second.code},1\nEmma,B,,1\nDune,C,,1\n`
    const { facts } = await importText(text, '--map=place of copy=place')
    assert.include(facts, { updated: 3, newBooks: 0, copiesAdded: 0, warnings: 0 })
    assert.deepEqual(await places(), ['Emma B', 'Emma A', 'Emma null', 'Dune C'])

    const again = await importText(text.replace('B,,1', 'X,,2'), '--map=place of copy=place')
    assert.include(again.facts, { updated: 0, unchanged: 3 })
    assert.deepEqual(await places(), ['Emma B', 'Emma A', 'Emma null', 'Dune C'])
  })

  test('are given to the copies of a book however far apart its rows stand', async ({ assert }) => {
    await listBook('Emma', { copies: 2 })
    const others = Array.from({ length: 1_200 }, (_, row) => `Book ${row},,0\n`).join('')
    const text = `title,shelf,copies\nEmma,A,1\n${others}Emma,B,1\n`
    const { facts } = await importText(text)
    assert.include(facts, { updated: 2, copiesAdded: 0 })
    assert.deepEqual(await places(), ['Emma A', 'Emma B'])

    const again = await importText(text)
    assert.include(again.facts, { updated: 0 })
    assert.deepEqual(await places(), ['Emma A', 'Emma B'])
  })

  test('stay as they are where an export of the version before tells of none', async ({
    assert,
  }) => {
    await importText('title,shelf\nEmma,A\n')
    const file = folder.path('out.csv')
    await runCommand(LibraryExport, [file])
    const rows: Record<string, string>[] = parse(await readFile(file, 'utf8'), { columns: true })

    for (const row of rows) delete row.place
    const kept = await importText(stringify(rows, { header: true }))
    assert.include(kept.facts, { unchanged: rows.length })
    assert.deepEqual(await places(), ['Emma A'])

    // Told as none, it is none
    for (const row of rows) row.place = ''
    await importText(stringify(rows, { header: true }))
    assert.deepEqual(await places(), ['Emma null'])
  })
})
