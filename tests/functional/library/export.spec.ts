import { readFile, readdir } from 'node:fs/promises'
import { test } from '@japa/runner'
import { parse } from 'csv-parse/sync'
import { DateTime } from 'luxon'
import LibraryExport from '#commands/library_export'
import LibraryImport from '#commands/library_import'
import Author from '#models/author'
import Book from '#models/book'
import Genre from '#models/genre'
import Language from '#models/language'
import { runCommand } from '#tests/helpers/console'
import { Folder } from '#tests/helpers/files'
import { contentOfLibrary, emptyLibrary } from '#tests/helpers/library'

let folder: Folder

/** A small library of all that is hard to keep. */
async function furnish() {
  await Language.create({ code: 'en', name: 'English' })
  await Language.create({ code: 'la', name: 'Latin' })
  const leGuin = await Author.create({
    name: 'Ursula K. Le Guin',
    born: '1929-10-21',
    died: '2018-01-22',
  })
  const virgil = await Author.create({ name: 'Virgil', born: '-0069', died: '-0018' })
  const odd = await Author.create({ name: '=Semi; colon \\ "quoted"', sortName: '@odd' })
  await Author.create({ name: 'Named by no book' })
  const fiction = await Genre.create({ name: 'Fiction' })
  const odes = await Genre.create({ name: '-Odes; and epodes' })
  await Genre.create({ name: 'Of no book' })

  const tehanu = await Book.create({
    title: 'Tehanu',
    subtitle: 'The Last Book of Earthsea',
    sortTitle: 'Earthsea 4',
    summary: '=1+1\nSecond line, "quoted"\r\n\ttabbed ',
    isbn: '9780689845338',
    year: 1990,
    publisher: "'Atheneum",
    languageCode: 'en',
    series: '=Earthsea; Cycle',
    volume: '4',
    createdAt: DateTime.fromISO('2020-02-03T04:05:06'),
  })
  await tehanu.setAuthors([odd, leGuin])
  await tehanu.related('genres').attach([fiction.id, odes.id])
  await tehanu.related('copies').createMany([
    {
      imprint: 'First, 1990',
      shelfPlace: "'SF LEG",
      status: 'on_loan',
      dueBack: DateTime.fromISO('2027-01-02'),
    },
    { imprint: null, status: 'reserved' },
    { imprint: '+ signed', status: 'available' },
  ])
  for (const summary of ['One of two alike', 'The other']) {
    const aeneid = await Book.create({ title: 'Aeneid', summary, year: -18, languageCode: 'la' })
    await aeneid.setAuthors([virgil])
    if (summary === 'The other') await aeneid.related('copies').create({ status: 'maintenance' })
  }
  await Book.create({ title: "'Salem's Lot; or = not" })
}

test.group('Export', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('read into an empty library, is the same catalogue, once and again', async ({ assert }) => {
    await furnish()
    const before = await contentOfLibrary()
    const file = folder.path('catalogue.csv')
    const exported = await runCommand(LibraryExport, [file])
    assert.deepEqual(exported.output, [`4 books and 4 copies written to ${file}`])

    await emptyLibrary()
    const imported = await runCommand(LibraryImport, [file, '--json'])
    assert.include(JSON.parse(imported.output[0]), { rejected: 0, newBooks: 4, furtherCopies: 4 })
    assert.deepEqual(await contentOfLibrary(), before)

    const again = await runCommand(LibraryImport, [file, '--json'])
    const facts = JSON.parse(again.output[0])
    assert.equal(facts.unchanged, facts.rows)
    assert.deepEqual(await contentOfLibrary(), before)

    const second = folder.path('second.csv')
    await runCommand(LibraryExport, [second])
    // but for the numbers of books, which are each library's own
    const read = async (path: string) => {
      const text = await readFile(path, 'utf8')
      return text.replace(/^book,\d+,/gm, 'book,,')
    }
    assert.equal(await read(second), await read(file))
  })

  test('has no cell that a spreadsheet would take for a formula', async ({ assert }) => {
    await furnish()
    await runCommand(LibraryExport, [folder.path('catalogue.csv')])

    const rows: string[][] = parse(await readFile(folder.path('catalogue.csv')))
    assert.deepEqual(rows[0].slice(0, 3), ['record', 'id', 'title'])
    assert.isAbove(rows.length, 15)
    assert.isEmpty(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell)))
  })

  test('of an empty library is a header that can be read', async ({ assert }) => {
    await runCommand(LibraryExport, [folder.path('catalogue.csv')])
    const { exitCode, output } = await runCommand(LibraryImport, [folder.path('catalogue.csv')])

    assert.equal(exitCode, 0)
    assert.include(output[0], '0 rows')
  })

  test('brings changes made in the file back to their book and copy', async ({ assert }) => {
    await furnish()
    const file = folder.path('catalogue.csv')
    await runCommand(LibraryExport, [file])
    const text = await readFile(file, 'utf8')
    await folder.write(
      'catalogue.csv',
      text.replace('Tehanu', 'Tehanu!').replace('"First, 1990"', 'Worn')
    )
    const { output } = await runCommand(LibraryImport, [file, '--json'])

    assert.include(JSON.parse(output[0]), {
      updated: 2,
      newBooks: 0,
      furtherCopies: 0,
      rejected: 0,
    })
    const book = await Book.query().where('title', 'Tehanu!').preload('copies').firstOrFail()
    assert.include(
      book.copies.map(({ imprint }) => imprint),
      'Worn'
    )
  })

  test('that cannot be written says so and leaves the former file', async ({ assert }) => {
    const { exitCode, errors } = await runCommand(LibraryExport, [
      folder.path('no/such/folder.csv'),
    ])
    assert.equal(exitCode, 1)
    assert.include(errors[0], 'folder.csv cannot be written')

    await folder.write('catalogue.csv', 'former')
    await runCommand(LibraryExport, [folder.path('catalogue.csv')])
    assert.deepEqual(await readdir(folder.root), ['catalogue.csv'])
    assert.notEqual(await readFile(folder.path('catalogue.csv'), 'utf8'), 'former')
  })
})
