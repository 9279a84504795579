import { test } from '@japa/runner'
import Book from '#models/book'
import { recordCounts } from '#catalogue/record_count'
import { Folder, importFile } from '#tests/helpers/files'
import { emptyLibrary } from '#tests/helpers/library'

let folder: Folder

async function importText(text: string | Buffer, ...flags: string[]) {
  return importFile(await folder.write('books.csv', text), ...flags)
}

test.group('Import | what is no list of books', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('{name} gets one clear line')
    .with([
      { name: 'an empty file', content: '', says: 'is empty' },
      { name: 'a file of blank lines', content: '\n \n\n', says: 'is empty' },
      {
        name: 'a binary file',
        content: Buffer.from([...Array(600).keys()].map((n) => n % 256)),
        says: 'is a binary file',
      },
      { name: 'a spreadsheet', content: 'PK\x03\x04 and so on', says: 'is a binary file' },
      {
        name: 'a file without titles',
        content: 'Heading,Shelf\nEmma,\nDune,3\n',
        says: 'has no column of titles: in its 2 rows there are "Heading", "Shelf". Say which it is with --map',
      },
      {
        name: 'the reading log of Open Library',
        content: 'Work Id,Edition Id,Bookshelf\nOL102749W,,Currently Reading\n',
        says: 'cannot be read: it is a reading log of Open Library, which has numbers of works and no titles',
      },
      {
        name: 'JSON without titles',
        content: '[{"key":"a"}]',
        says: 'has no column of titles: in its 1 row there are "key"',
      },
      { name: 'JSON of numbers', content: '[1, 2]', says: 'holds no books' },
    ])
    .run(async ({ assert }, { content, says }) => {
      const { exitCode, errors } = await importText(content)

      assert.equal(exitCode, 1)
      assert.include(errors, says)
      assert.notInclude(errors, '\n')
      assert.deepInclude(await recordCounts(), { books: 0, authors: 0, copies: 0 })
    })

  test('a wish that makes no sense gets one clear line: {flag}')
    .with([
      { flag: '--encoding=klingon', says: '"klingon" is not a known encoding' },
      { flag: '--delimiter=ab', says: '"ab" is not a valid delimiter' },
      {
        flag: '--map=title',
        says: '--map "title" is not understood; write their=ours, where ours is one of title, subtitle, authors',
      },
      { flag: '--map=title=nonsense', says: 'where ours is one of title' },
      {
        flag: '--map=Nowhere=title',
        says: 'names a column "nowhere" that the file does not have; it has "title"',
      },
      { flag: '--copies=-1', says: '--copies takes a whole number' },
      {
        flag: '--status=gone',
        says: 'The status of a copy must be one of available, on_loan, reserved, maintenance, lost, withdrawn, not "gone"',
      },
    ])
    .run(async ({ assert }, { flag, says }) => {
      const { exitCode, errors } = await importText('title\nEmma\n', flag)

      assert.equal(exitCode, 1)
      assert.include(errors, says)
      assert.isEmpty(await Book.all())
    })

  test('a file that is not there, and a folder', async ({ assert }) => {
    const missing = await importFile(folder.path('nowhere.csv'))
    const directory = await importFile(folder.root)

    assert.deepEqual([missing.exitCode, directory.exitCode], [1, 1])
    assert.include(missing.errors, 'nowhere.csv cannot be read: there is no such file')
    assert.include(directory.errors, 'cannot be read: it is a folder')
  })
})
