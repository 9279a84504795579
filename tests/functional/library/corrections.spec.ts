import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import LibraryExport from '#commands/library_export'
import { recordCounts } from '#catalogue/record_count'
import Book from '#models/book'
import { runCommand } from '#tests/helpers/console'
import { Folder, importFile } from '#tests/helpers/files'
import { contentOfLibrary, emptyLibrary } from '#tests/helpers/library'

type Row = Record<string, string>

const LIST = `title,author,isbn,language,genres,copies
The Chruch Cookbook,Parish,,en,Cooking,2
Dune,Frank Herbert,9780441013593,en,Fiction,1
The Wish List,Nobody,,en,,0
`

/** What is corrected in a file of our own format, and in which of its rows. */
const CORRECTIONS: {
  kind: string
  column: string
  of?: string
  value: string
  /** What has to be told with it. */
  also?: Row
}[] = [
  { kind: 'book', column: 'title', value: 'The Church Cookbook' },
  { kind: 'book', column: 'title', of: 'Dune', value: 'Dune Messiah' },
  { kind: 'book', column: 'title', of: 'The Wish List', value: 'The Wishing List' },
  { kind: 'book', column: 'subtitle', value: 'What we eat' },
  { kind: 'book', column: 'sort_title', value: 'Cookbook of the Church' },
  { kind: 'book', column: 'authors', value: 'Parish of St Mary' },
  { kind: 'book', column: 'summary', value: 'Soups.' },
  { kind: 'book', column: 'isbn', value: '9780689845338' },
  { kind: 'book', column: 'isbn', of: 'Dune', value: '9780689845338' },
  { kind: 'book', column: 'year', value: '1987' },
  { kind: 'book', column: 'publisher', value: 'Church Press' },
  { kind: 'book', column: 'language', value: 'fr' },
  { kind: 'book', column: 'genres', value: 'Food' },
  { kind: 'book', column: 'series', value: 'Books of the Parish' },
  { kind: 'book', column: 'volume', value: '2' },
  { kind: 'copy', column: 'imprint', value: 'Second, 1990' },
  { kind: 'copy', column: 'status', value: 'maintenance' },
  { kind: 'copy', column: 'code', value: 'K 17' },
  { kind: 'copy', column: 'place', value: '641.5 PAR' },
  { kind: 'copy', column: 'due_back', value: '2027-01-31', also: { status: 'on_loan' } },
  { kind: 'author', column: 'name', of: 'Frank Herbert', value: 'Frank HERBERT' },
  { kind: 'author', column: 'sort_name', of: 'Frank Herbert', value: 'Herbert, F.' },
  { kind: 'author', column: 'born', of: 'Frank Herbert', value: '1920-10-08' },
  { kind: 'author', column: 'died', of: 'Frank Herbert', value: '1986-02-11' },
  { kind: 'language', column: 'name', value: 'Englisch' },
]

test.group('Import | corrections of an exported catalogue', (group) => {
  let folder: Folder
  group.each.setup(async () => {
    await emptyLibrary()
    folder = await Folder.make()
    return () => folder.remove()
  })

  const importText = async (text: string) => {
    const { exitCode, facts, errors } = await importFile(await folder.write('list.csv', text))
    if (exitCode) throw new Error(errors)
    return facts
  }
  let exports = 0
  const exported = async (): Promise<Row[]> => {
    const file = folder.path(`out${exports++}.csv`)
    await runCommand(LibraryExport, [file])
    return parse(await readFile(file, 'utf8'), { columns: true })
  }

  test('{kind}: {column} of {of}')
    .with(CORRECTIONS.map((each) => ({ of: 'the first', ...each })))
    .run(async ({ assert }, { kind, column, of, value, also }) => {
      await importText(LIST)
      const rows = await exported()
      const isMeant = (row: Row) =>
        row.record === kind && (of === 'the first' || [row.title, row.name].includes(of))
      const before = { ...rows.find(isMeant)! }
      const count = await recordCounts()
      Object.assign(rows.find(isMeant)!, also, { [column]: value })

      const summary = await importText(stringify(rows, { header: true }))
      assert.include(summary, { newBooks: 0, furtherCopies: 0, updated: 1, rejected: 0 })
      const { books, copies } = await recordCounts()
      assert.deepEqual({ books, copies }, { books: count.books, copies: count.copies })
      const corrected = await exported()
      const after = corrected.find(
        (row) => row.record === kind && row[column] === value && row.id === before.id
      )
      assert.deepEqual(after, { ...before, ...also, [column]: value })
    })

  test('a book whose row ends a batch is found by its copies all the same', async ({ assert }) => {
    // Behind the genre, the last of these is row 1,000
    const empty = Array.from({ length: 998 }, (_, row) => `Book ${row},,0\n`).join('')
    await importText(`title,genres,copies\n${empty}The Chruch Cookbook,Cooking,2\n`)
    const rows = await exported()
    const row = rows.findIndex(({ title }) => title === 'The Chruch Cookbook')
    assert.equal(row, 999)
    rows[row].title = 'The Church Cookbook'

    const summary = await importText(stringify(rows, { header: true }))
    assert.include(summary, { newBooks: 0, furtherCopies: 0, updated: 1, rejected: 0 })
    const [book, ...others] = await Book.query().whereLike('title', '%Cookbook').withCount('copies')
    assert.isEmpty(others)
    assert.equal(book.title, 'The Church Cookbook')
    assert.equal(Number(book.$extras.copies_count), 2)
  })

  test('a sort title that follows from the title follows it when that is corrected', async ({
    assert,
  }) => {
    await importText(LIST)
    const rows = await exported()
    rows.find((row) => row.title === 'The Chruch Cookbook')!.title = 'The Church Cookbook'
    await importText(stringify(rows, { header: true }))
    const book = await Book.findByOrFail('title', 'The Church Cookbook')
    assert.equal(book.sortTitle, 'Church Cookbook')
  })

  test('the number of a book in another library is not taken for that of one here', async ({
    assert,
  }) => {
    await importText(LIST)
    const rows = await exported()
    await emptyLibrary()
    await importText('title,author\nEmma,Jane Austen\nMiddlemarch,George Eliot\n')
    const [emma] = await Book.query().orderBy('id')
    for (const row of rows) if (row.title === 'Dune') row.id = String(emma.id)
    await importText(stringify(rows, { header: true }))
    const books = await Book.all()
    assert.sameMembers(
      books.map(({ title }) => title),
      ['Emma', 'Middlemarch', 'The Chruch Cookbook', 'Dune', 'The Wish List']
    )
    const content = await contentOfLibrary()
    await importText(stringify(rows, { header: true }))
    assert.deepEqual(await contentOfLibrary(), content)
  })
})
