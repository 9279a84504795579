import { readFile, writeFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import { parse } from 'csv-parse/sync'
import Author from '#models/author'
import Book from '#models/book'
import BookInstance from '#models/book_instance'
import { recordCounts } from '#catalogue/record_count'
import { OWN_COLUMNS, type OwnColumn, toCsv } from '#import/formats/own'
import { Folder, importFile } from '#tests/helpers/files'
import { emptyLibrary } from '#tests/helpers/library'

type Cells = Partial<Record<OwnColumn, string>>

const COPY = { record: 'copy', id: '0189aaaa-0000-7000-8000-000000000000', status: 'available' }
const LONG = 'x'.repeat(900_000)
const names = (count: number, noun: string) =>
  Array.from({ length: count }, (_, index) => `${noun} ${index}`).join('; ')

let folder: Folder

/** A file as library:export writes it. */
function ownFile(...rows: Cells[]) {
  return toCsv([[...OWN_COLUMNS], ...rows.map((row) => OWN_COLUMNS.map((name) => row[name] ?? ''))])
}

async function importText(text: string | Buffer, name = 'books.csv') {
  return importFile(await folder.write(name, text))
}

async function reasonsIn(file: string) {
  const rows: string[][] = parse(await readFile(`${file}.rejected.csv`), {
    from: 2,
    relax_column_count: true,
  })
  return rows.map(([, reason]) => reason)
}

test.group('Import | bounds of a row', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('{reason}, in the own format')
    .with([
      { row: { record: 'book', title: LONG }, reason: 'a title of 900000 letters, more than 2000' },
      { row: { record: 'book', title: 'a\0b' }, reason: 'control characters in the title' },
      {
        row: { record: 'book', title: 'T', subtitle: 'x'.repeat(2_001) },
        reason: 'a subtitle of 2001 letters, more than 2000',
      },
      {
        row: { record: 'book', title: 'T', sort_title: 'x\u0007' },
        reason: 'control characters in the sort title',
      },
      {
        row: { record: 'book', title: 'T', authors: 'x'.repeat(256) },
        reason: 'an author of 256 letters, more than 255',
      },
      {
        row: { record: 'book', title: 'T', authors: names(101, 'Author') },
        reason: '101 authors, more than 100',
      },
      {
        row: { record: 'book', title: 'T', isbn: '9780441478126' },
        reason: '"9780441478126" is not a valid ISBN-13',
      },
      { row: { record: 'book', title: 'T', year: 'soon' }, reason: '"soon" is not a valid year' },
      {
        row: { record: 'book', title: 'T', year: '99999999999' },
        reason: '"99999999999" is not a valid year',
      },
      {
        row: { record: 'book', title: 'T', language: 'English, mostly' },
        reason: '"English, mostly" is not a valid language code',
      },
      {
        row: { record: 'author', name: 'x'.repeat(256) },
        reason: 'a name of 256 letters, more than 255',
      },
      { row: { record: 'author', name: 'a\0b' }, reason: 'control characters in the name' },
      {
        row: { record: 'author', name: 'A', sort_name: LONG },
        reason: 'a sort name of 900000 letters, more than 255',
      },
      {
        row: { record: 'author', name: 'A', born: 'once' },
        reason: '"once" is not a valid date of birth or death',
      },
      {
        row: { record: 'author', name: 'A', died: '1990-13' },
        reason: '"1990-13" is not a valid date of birth or death',
      },
      { row: { record: 'genre', name: LONG }, reason: 'a name of 900000 letters, more than 255' },
      {
        row: { record: 'language', id: 'x'.repeat(9), name: 'Long' },
        reason: '"xxxxxxxxx" is not a valid language code',
      },
      {
        row: { record: 'language', id: 'en', name: 'a\0b' },
        reason: 'control characters in the name',
      },
      {
        row: { ...COPY, status: 'on_loan', due_back: '2026-02-31' },
        reason: '"2026-02-31" is not a valid date',
      },
    ] as { row: Cells; reason: string }[])
    .run(async ({ assert }, { row, reason }) => {
      const { facts, exitCode } = await importText(
        ownFile({ record: 'book', title: 'Good' }, row, { record: 'genre', name: 'Good' })
      )

      assert.equal(exitCode, 0)
      assert.include(facts, { rows: 3, newBooks: 1, otherRecords: 1, rejected: 1 })
      const reasons = await reasonsIn(folder.path('books.csv'))
      assert.equal(reasons.at(-1), reason)
    })

  test('what a book can do without is cut or left out with a warning, in the own format', async ({
    assert,
  }) => {
    const { facts, errors } = await importText(
      ownFile(
        {
          record: 'book',
          title: 'T',
          publisher: 'p'.repeat(256),
          genres: `${names(51, 'Genre')}; a\0b; ${'g'.repeat(256)}`,
          summary: 'One\0 two\r\nthree',
          added: 'long ago',
        },
        { ...COPY, imprint: 'i'.repeat(256) }
      )
    )

    assert.include(facts, { newBooks: 1, furtherCopies: 1, rejected: 0, warnings: 5 })
    for (const sentence of [
      'line 2: the publisher was cut to 255 letters',
      'a genre of more than 255 letters was left out',
      'of 51 genres only the first 50 were taken',
      '"long ago" is not a date in the past and was left out',
      'line 4: the imprint was cut to 255 letters',
    ]) {
      assert.include(errors, sentence)
    }
    const book = await Book.query().preload('genres').preload('copies').firstOrFail()
    assert.equal(book.publisher, 'p'.repeat(255))
    assert.equal(book.summary, 'One two\r\nthree')
    assert.lengthOf(book.genres, 50)
    assert.equal(book.copies[0].imprint, 'i'.repeat(255))
  })

  test('at most 50 genres and 100 authors are taken of a row of {format}')
    .with(['CSV', 'JSON'])
    .run(async ({ assert }, format) => {
      const rows = [
        { title: 'Many genres', genres: names(1_100, 'Genre') },
        { title: 'Many authors', authors: names(101, 'Author Name') },
        {
          title: 'As many as may be',
          genres: names(50, 'Genre'),
          authors: names(100, 'Author Name'),
        },
      ]
      const { facts, errors } = await importText(
        format === 'JSON'
          ? JSON.stringify(rows)
          : toCsv([
              ['title', 'genres', 'authors'],
              ...rows.map((row) => [row.title, row.genres ?? '', row.authors ?? '']),
            ])
      )

      assert.include(facts, { newBooks: 2, rejected: 1, warnings: 1 })
      assert.include(errors, 'of 1100 genres only the first 50 were taken')
      assert.deepEqual(await reasonsIn(folder.path('books.csv')), ['101 authors, more than 100'])
      assert.deepInclude(await recordCounts(), { genres: 50, authors: 100 })
    })

  test('a cell of many spaces between two authors takes no time', async ({ assert }) => {
    const { facts } = await importText(`title,author\nT,One${' '.repeat(900_000)}Two\n`)

    assert.include(facts, { rejected: 1 })
    assert.deepEqual(await reasonsIn(folder.path('books.csv')), [
      'authors of 900006 letters, more than 51000',
    ])
  })
})

test.group('Import | bounds of a file', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  const columns = (count: number) => Array.from({ length: count }, (_, place) => `c${place}`)

  test('{name} gets one clear line, soon')
    .with([
      {
        name: 'a line that never ends',
        content: () => `title\nGood\n${'x'.repeat(30_000_000)}`,
        says: 'line 3 has more than 1,000,000 characters',
      },
      {
        name: 'a long line that ends',
        content: () => `title\nGood\n${'x'.repeat(1_000_001)}\nEnd\n`,
        says: 'line 3 has more than 1,000,000 characters',
      },
      {
        name: 'a header of 100,000 columns',
        content: () => `title,${columns(100_000).join()}\nGood\n`,
        says: 'line 1 has more than 1,000 columns',
      },
      {
        name: 'a row of 1,001 columns',
        content: () => `title\nGood\n${','.repeat(1_000)}\n`,
        says: 'line 3 has more than 1,000 columns',
      },
      {
        name: 'a quoted row of 1,001 columns',
        content: () => `title\n"Good"\n"x"${','.repeat(1_000)}\n`,
        says: 'line 3 has more than 1,000 columns',
      },
      {
        name: 'JSON of 100,000 different keys',
        content: () =>
          `[{"title":"Good"},\n${columns(100_000)
            .map((key) => `{"title":"T","${key}":1}`)
            .join(',\n')}]`,
        says: 'line 1001 has more than 1,000 columns',
      },
      {
        name: 'JSON of a record of 80,000 keys',
        content: () =>
          `[{"title":"Good",\n${columns(80_000)
            .map((key) => `"${key}":1`)
            .join()}}]`,
        says: 'line 1 has more than 1,000 columns',
      },
      {
        name: 'JSON lines of 100,000 different keys',
        content: () =>
          columns(100_000)
            .map((key) => `{"title":"T","${key}":1}`)
            .join('\n'),
        says: 'line 1000 has more than 1,000 columns',
      },
      {
        name: 'a JSON list of objects that differ',
        content: () =>
          `[{"title":"T","x":[${columns(60_000)
            .map((key) => `{"${key}":1}`)
            .join()}]}]`,
        says: 'line 1 has more than 1,000 columns',
      },
      {
        name: 'a JSON record that never ends',
        content: () => `[{"title":"Good"},\n{"title":[${'[],'.repeat(9_000_000)}`,
        says: 'line 2 has more than 1,000,000 characters',
      },
      {
        name: 'a JSON text that never ends',
        content: () => `[{"title":"Good"},\n"${'x'.repeat(30_000_000)}`,
        says: 'line 2 has more than 1,000,000 characters',
      },
      {
        name: 'a JSON line that never ends',
        content: () => `{"title":"Good"}\n{"title":"${'x'.repeat(30_000_000)}`,
        says: 'line 2 has more than 1,000,000 characters',
      },
      {
        name: 'an unclosed quotation mark in the header',
        content: () => `"title,author\nGood,One\n`,
        says: 'line 1, which names the columns, has a quotation mark that is never closed',
      },
      {
        name: 'an unclosed quotation mark in the header before others',
        content: () => `title,"author\nGood,"One"\n`,
        says: 'line 1, which names the columns, has a quotation mark that is never closed',
      },
    ])
    .run(async ({ assert }, { content, says }) => {
      const file = await folder.write('books.csv', content())
      const start = performance.now()
      const { exitCode, errors } = await importFile(file)

      assert.isBelow(performance.now() - start, 10_000)
      assert.equal(exitCode, 1)
      assert.include(errors, says)
      assert.notInclude(errors, '\n')
      assert.deepInclude(await recordCounts(), { books: 0, copies: 0 })
    })
})

test.group('Import | the list of rejected rows', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  const formulasIn = async (file: string) => {
    const rows: string[][] = parse(await readFile(file))
    return rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))
  }
  const mend = async (file: string, wrong: string, right: string) => {
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(wrong, right))
  }

  test('holds no formula, and is imported as it was meant once it is mended', async ({
    assert,
  }) => {
    const file = await folder.write(
      'books.csv',
      'title,author,imprint,copies\n=1+1,@odd,-first,many\n\'=quoted,+plus,"\ttab",many\n'
    )
    const first = await importFile(file)
    assert.include(first.facts, { rejected: 2 })
    assert.isEmpty(await formulasIn(`${file}.rejected.csv`))

    await mend(`${file}.rejected.csv`, ',many', ',2')
    const second = await importFile(`${file}.rejected.csv`)
    assert.include(second.facts, { newBooks: 1, rejected: 1, copiesAdded: 2 })
    const again = `${file}.rejected.csv.rejected.csv`
    await mend(again, ',many', ',1')
    const third = await importFile(again)
    assert.include(third.facts, { newBooks: 1, rejected: 0, copiesAdded: 1 })

    const books = await Book.query().preload('authors').preload('copies').orderBy('id')
    assert.deepEqual(
      books.map((book) => [book.title, book.authors[0].name, book.copies[0].imprint]),
      [
        ['=1+1', '@odd', '-first'],
        ["'=quoted", '+plus', 'tab'],
      ]
    )
  })

  test('of an export is imported as one, copies with their book', async ({ assert }) => {
    const file = await folder.write(
      'books.csv',
      ownFile(
        { record: 'book', title: '=1+1', authors: '@odd; -other', year: 'soon' },
        { ...COPY, imprint: '+signed' },
        { record: 'author', name: '@odd', sort_name: '=sort', born: 'once' }
      )
    )
    const first = await importFile(file)
    assert.include(first.facts, { rows: 3, rejected: 3 })
    assert.isEmpty(await formulasIn(`${file}.rejected.csv`))

    await mend(`${file}.rejected.csv`, ',soon,', ',1990,')
    await mend(`${file}.rejected.csv`, ',once,', ',1950,')
    const second = await importFile(`${file}.rejected.csv`)
    assert.include(second.facts, { newBooks: 1, furtherCopies: 1, otherRecords: 1, rejected: 0 })
    const book = await Book.query().preload('authors').firstOrFail()
    assert.include(book.serialize(), { title: '=1+1', year: 1990 })
    assert.deepEqual(
      book.authors.map(({ name }) => name),
      ['@odd', '-other']
    )
    const copy = await BookInstance.findOrFail(COPY.id)
    assert.equal(copy.imprint, '+signed')
    const author = await Author.findByOrFail('name', '@odd')
    assert.include(author.serialize(), {
      sortName: '=sort',
      born: '1950',
    })
  })

  test('has the book of a copy before it, so that the copy finds it', async ({ assert }) => {
    const copy = (number: number, status: string) => ({
      ...COPY,
      id: COPY.id.replace(/.$/, String(number)),
      status,
    })
    const file = await folder.write(
      'books.csv',
      ownFile(
        { record: 'book', title: 'Wrong', year: 'soon' },
        copy(1, 'available'),
        { record: 'book', title: 'Right' },
        copy(2, 'available'),
        copy(3, 'lost at sea'),
        copy(4, 'lost at sea')
      )
    )
    const { facts } = await importFile(file)
    assert.include(facts, { newBooks: 1, copiesAdded: 1, rejected: 4 })

    await mend(`${file}.rejected.csv`, ',soon,', ',1990,')
    const list = await readFile(`${file}.rejected.csv`, 'utf8')
    await writeFile(`${file}.rejected.csv`, list.replaceAll(/,lost at sea,/g, ',available,'))
    const second = await importFile(`${file}.rejected.csv`)
    assert.include(second.facts, { newBooks: 1, unchanged: 1, copiesAdded: 3, rejected: 0 })
    const books = await Book.query().withCount('copies').orderBy('title')
    assert.deepEqual(
      books.map((book) => [book.title, Number(book.$extras.copies_count)]),
      [
        ['Right', 3],
        ['Wrong', 1],
      ]
    )
  })

  test('a damaged row of a book does not give its copies to the book before', async ({
    assert,
  }) => {
    const text = ownFile(
      { record: 'book', title: 'First' },
      { record: 'book', title: 'Damaged' },
      COPY
    )
    const damaged = text.replace(/^(book,.*Damaged.*)$/m, '$1,one,too,many')
    const { facts } = await importFile(await folder.write('books.csv', damaged))
    assert.include(facts, { newBooks: 1, copiesAdded: 0, rejected: 2 })
  })
})
