import { mkdir, readFile } from 'node:fs/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import iconv from 'iconv-lite'
import Author from '#models/author'
import Book from '#models/book'
import BookInstance from '#models/book_instance'
import { recordCounts } from '#catalogue/record_count'
import { NO_FILTERS } from '#search/filters'
import { rebuildIndex, refreshBriefly } from '#search/book_index'
import { findBooks } from '#search/engine'
import { checkIndex } from '#tests/helpers/search_index'
import { Folder, importFile } from '#tests/helpers/files'
import { contentOfLibrary, emptyLibrary } from '#tests/helpers/library'

let folder: Folder

async function importText(text: string | Buffer, ...flags: string[]) {
  return importFile(await folder.write('books.csv', text), ...flags)
}

async function titles() {
  const books = await Book.query().orderBy('id')
  return books.map(({ title }) => title)
}

async function countOf(table: string, where = 'true') {
  const { total } = await db.from(table).whereRaw(where).count('* as total').firstOrFail()
  return Number(total)
}

test.group('Import', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('makes a book, its author and a copy on the shelf of each row', async ({ assert }) => {
    const { facts } = await importText(
      'title,author,isbn,year,language,publisher,genre\n' +
        'The Dispossessed,Ursula K. Le Guin,0-06-051275-X,1974.0,eng,Harper,"Fiction, Utopias"\n' +
        'Beowulf,,,,,,\n'
    )

    assert.include(facts, { rows: 2, newBooks: 2, rejected: 0, copiesAdded: 2 })
    const book = await Book.query()
      .where('isbn', '9780060512750')
      .preload('authors')
      .preload('genres')
      .preload('copies')
      .preload('language')
      .firstOrFail()
    assert.include(book.serialize(), {
      title: 'The Dispossessed',
      sortTitle: 'Dispossessed',
      year: 1974,
      publisher: 'Harper',
    })
    assert.equal(book.language.name, 'English')
    assert.deepEqual(
      book.authors.map(({ sortName }) => sortName),
      ['Le Guin, Ursula K.']
    )
    assert.deepEqual(
      book.genres.map(({ name }) => name),
      ['Fiction', 'Utopias']
    )
    assert.deepEqual(
      book.copies.map(({ status }) => status),
      ['available']
    )
    assert.deepInclude(await recordCounts(), {
      books: 2,
      copies: 2,
      copies_available: 2,
      authors: 1,
    })
  })

  test('leaves the counts of the library and of the choices as they would be if somebody counted', async ({
    assert,
  }) => {
    const rows = (year: number) =>
      `Emma,Jane Austen,9780141439587,${year},Fiction\nWalden,Thoreau,,1854,"Nature, Essays"\n`
    await importText(`title,author,isbn,year,genre\n${rows(1815)}`, '--status=reserved')
    await importText(`title,author,isbn,year,genre\n${rows(1816)}Cranford,Gaskell,,,Fiction\n`)
    const walden = await Book.findByOrFail('title', 'Walden')
    await BookInstance.create({ bookId: walden.id, status: 'available' })

    assert.deepEqual(await recordCounts(), {
      books: await countOf('books'),
      copies: await countOf('book_instances'),
      copies_available: await countOf('book_instances', `status = 'available'`),
      authors: await countOf('authors'),
      genres: await countOf('genres'),
    })
    const facets = async () => {
      await refreshBriefly()
      const { facets: all } = await findBooks({
        query: null,
        filters: NO_FILTERS,
        order: 'title',
        facets: true,
        offset: 0,
        limit: 0,
      })
      return Object.fromEntries(all)
    }
    const after = await facets()
    await rebuildIndex(db.connection())
    assert.deepEqual(after, await facets())
  })

  test('leaves the index of {rows} books as it would be if it were made anew')
    .with([{ rows: 60 }, { rows: 2_500 }])
    .run(async ({ assert }, { rows }) => {
      const odd = [
        `"O'Brien's Twenty-One",Fl. O'Brien & Jean-Luc Æ,9780141439587,,Spy-Fiction,under_score: it’s`,
        '三体 III,刘慈欣; Ζορμπάς Νίκος,,-44,科幻; Βίος,Ελληνικά 三体 und Straße',
        'The Émigré — a_b: naïve,José Ñandú,,1999,"Essays; Ação",',
        'no more,,,,,"two\nlines\rand_more"',
      ]
      const plain = Array.from(
        { length: rows - odd.length },
        (_, row) => `Book ${row},Author ${row % 99},,${1000 + row},Genre ${row % 7},Text ${row}`
      )
      const text = [...odd, ...plain].join('\n')
      const { facts } = await importText(`title,author,isbn,year,genre,summary\n${text}\n`)
      assert.include(facts, { rows, newBooks: rows })
      await checkIndex()

      // A copy more of each, other authors and texts, and one book that is new
      const changed = text
        .replaceAll('Author 7,', 'Author 7; Author 8,')
        .replaceAll('Text', 'Lines')
      const second = await importText(
        `title,author,isbn,year,genre,summary\n${changed}\nOne more,,,,,\n`,
        '--copies=2'
      )
      assert.include(second.facts, { rows: rows + 1, rejected: 0 })
      await checkIndex()
      const { books } = await recordCounts()
      assert.equal(books, await countOf('books'))
    })

  test('changes nothing the second time', async ({ assert }) => {
    const text =
      'title,author,isbn,summary\nEmma,Jane Austen,9780141439587,A match-maker.\n' +
      'Emma,Jane Austen,9780141439587,\nEmma,Jane Austen,,\nBeowulf,,,\nBeowulf,,,An old song.\n'
    const first = await importText(text)
    const before = await contentOfLibrary()
    const second = await importText(text)

    assert.include(first.facts, {
      rows: 5,
      newBooks: 2,
      furtherCopies: 3,
      unchanged: 0,
      copiesAdded: 5,
    })
    assert.include(second.facts, {
      rows: 5,
      newBooks: 0,
      furtherCopies: 0,
      unchanged: 5,
      copiesAdded: 0,
    })
    assert.deepEqual(await contentOfLibrary(), before)
  })

  test('finds the same books again when a title that changed meets another book', async ({
    assert,
  }) => {
    await importText('title,isbn\nOld name,9780141439587\n')
    const text =
      'title,isbn\nNew name,\nNew name,9780141439587\nNew name,9780060512750\nOld name,\n'
    await importText(text)
    const before = await contentOfLibrary()
    const { facts } = await importText(text)

    assert.include(facts, { updated: 0, newBooks: 0, unchanged: 4, copiesAdded: 0 })
    assert.deepEqual(await contentOfLibrary(), before)
  })

  test('updates what changed, and lets a blank cell erase nothing', async ({ assert }) => {
    await importText(
      'title,author,isbn,year,summary\nEma,J. Austin,9780141439587,1815,A match-maker.\n'
    )
    const { facts } = await importText(
      'title,author,isbn,year,summary\nEmma,Jane Austen,9780141439587,1816,\n'
    )

    assert.include(facts, { updated: 1, newBooks: 0, copiesAdded: 0 })
    const book = await Book.query().preload('authors').firstOrFail()
    assert.include(book.serialize(), {
      title: 'Emma',
      sortTitle: 'Emma',
      year: 1816,
      summary: 'A match-maker.',
    })
    assert.deepEqual(
      book.authors.map(({ name }) => name),
      ['Jane Austen']
    )
  })

  test('leaves the language of a book, and its name, where a list tells of none', async ({
    assert,
  }) => {
    await importText('title,isbn,language\nEmma,9780141439587,eng\n')
    await db.from('languages').where('code', 'en').update({ name: 'Anglais' })
    const { facts, exitCode } = await importText('title,isbn,year\nEmma,9780141439587,1815\n')

    assert.equal(exitCode, 0)
    assert.include(facts, { updated: 1, rejected: 0 })
    const book = await Book.query().preload('language').firstOrFail()
    assert.equal(book.language.name, 'Anglais')
  })

  test('gives a book its ISBN once a list has it', async ({ assert }) => {
    await importText('title,author\nEmma,Jane Austen\n')
    await importText('title,author,isbn\nEmma,Jane Austen,9780141439587\n')

    const books = await Book.all()
    assert.deepEqual(
      books.map(({ isbn }) => isbn),
      ['9780141439587']
    )
    assert.lengthOf(await BookInstance.all(), 1)
  })

  test('lets the first row of a book decide, and later ones fill what it left blank', async ({
    assert,
  }) => {
    await importText(
      'title,isbn,year,publisher\nEmma,9780141439587,1815,\nEMMA,9780141439587,1900,Penguin\n'
    )

    const book = await Book.query().preload('copies').firstOrFail()
    assert.include(book.serialize(), { title: 'Emma', year: 1815, publisher: 'Penguin' })
    assert.lengthOf(book.copies, 2)
  })

  test('makes as many copies as the quantity says, or --copies', async ({ assert }) => {
    const text = 'title,quantity\nEmma,3\nEmma,1\nBeowulf,\nGone,0\n'
    const { facts } = await importText(text, '--copies=2', '--status=maintenance')

    assert.include(facts, { copiesAdded: 6, newBooks: 3, furtherCopies: 1 })
    const books = await Book.query().withCount('copies').orderBy('id')
    assert.deepEqual(
      books.map((book) => Number(book.$extras.copies_count)),
      [4, 2, 0]
    )
    assert.lengthOf(await BookInstance.query().where('status', 'maintenance'), 6)
    const copy = await BookInstance.firstOrFail()
    await copy.delete()
    const { facts: again } = await importText(text, '--copies=2')
    assert.include(again, { copiesAdded: 1, newBooks: 0 })
  })

  test('gives no copy to what the list itself says is not owned', async ({ assert }) => {
    await importText('Title,Wish List\nWanted,1\nOwned,0\n')

    const books = await Book.query().withCount('copies').orderBy('id')
    assert.deepEqual(
      books.map((book) => Number(book.$extras.copies_count)),
      [0, 1]
    )
  })

  test('drops a wrong ISBN with a warning and keeps the book', async ({ assert }) => {
    const { facts, errors } = await importText(
      'title,isbn,isbn13\nEmma,9780141439588,9.78014E+12\nOk,141439580,9.78014E+12\n'
    )

    assert.include(facts, { newBooks: 2, warnings: 1 })
    assert.include(errors, 'line 2: "9780141439588" is not a valid ISBN and was left out')
    const books = await Book.query().orderBy('id')
    assert.deepEqual(
      books.map(({ isbn }) => isbn),
      [null, '9780141439587']
    )
  })

  test('lists bad rows with line and reason, and keeps the good ones', async ({ assert }) => {
    const file = await folder.write(
      'books.csv',
      'title,author\nGood,One\n,Nobody\n"Broken,Two\nFine,Three\nToo,many,cells\nNull\0,Four\n"Last, one",Five\n'
    )
    const { facts, exitCode } = await importFile(file)

    assert.equal(exitCode, 0)
    assert.include(facts, {
      rows: 7,
      newBooks: 3,
      rejected: 4,
      rejectedFile: `${file}.rejected.csv`,
    })
    assert.deepEqual(await titles(), ['Good', 'Fine', 'Last, one'])
    const rejected = await readFile(`${file}.rejected.csv`, 'utf8')
    assert.deepEqual(rejected.trimEnd().split('\n'), [
      'line,reason,title,author',
      '3,no title,,Nobody',
      '4,a quotation mark that is never closed,"""Broken",Two',
      '6,3 columns where the first line has 2,Too,many,cells',
      '7,control characters in the title,Null\0,Four',
    ])
  })

  test('leaves no list of rejected rows where none was rejected', async ({ assert }) => {
    const file = await folder.write('books.csv', 'title,author\n,Nobody\n')
    await importFile(file)
    await folder.write('books.csv', 'title,author\nSomething,Nobody\n')
    const { facts } = await importFile(file)

    assert.isNull(facts.rejectedFile)
    await assert.rejects(() => readFile(`${file}.rejected.csv`), /ENOENT/)
  })

  test('says before it begins when rejected rows could not be listed', async ({ assert }) => {
    const file = await folder.write('books.csv', 'title,author\nGood,One\n,Nobody\n')
    await mkdir(`${file}.rejected.csv`)
    const { exitCode, errors } = await importFile(file)

    assert.equal(exitCode, 1)
    assert.include(errors, `${file}.rejected.csv is not a regular file.`)
    assert.isEmpty(await titles())
  })

  test('reads {encoding}')
    .with(['utf-8', 'utf-8 with mark', 'latin1', 'utf-16le', 'utf-16be', 'utf-16le with mark'])
    .run(async ({ assert }, encoding) => {
      const text = `title,author\nÉmile,Jean-Jacques Rousseau\n${'x,y\n'.repeat(20)}`
      const [name, ...mark] = encoding.split(' ')
      await importText(iconv.encode(text, name, { addBOM: mark.length > 0 }))

      const [first] = await titles()
      assert.equal(first, 'Émile')
    })

  test('reads an encoding that is asked for', async ({ assert }) => {
    await importText(iconv.encode('title\nИдиот\n', 'koi8-r'), '--encoding=koi8-r')
    assert.deepEqual(await titles(), ['Идиот'])
  })

  test('reads columns under any name when told what they are', async ({ assert }) => {
    const { facts } = await importText(
      'Heading~Penned by~isbn\nEmma~Jane Austen~9780141439587\n',
      ...['--map=Heading=title', '--map=Penned by=authors', '--map=isbn=skip', '--delimiter=~']
    )

    assert.include(facts, { newBooks: 1 })
    const book = await Book.query().preload('authors').firstOrFail()
    assert.isNull(book.isbn)
    assert.deepEqual(
      book.authors.map(({ name }) => name),
      ['Jane Austen']
    )
  })

  test('says what it would do and changes nothing on a dry run', async ({ assert }) => {
    await importText('title,isbn\nEma,9780141439587\n')
    const before = await contentOfLibrary()
    const { facts } = await importText(
      'title,isbn\nEmma,9780141439587\nNew,\nNew,\n,\n"x\n',
      '--dry-run'
    )

    assert.include(facts, {
      rows: 4,
      updated: 1,
      newBooks: 1,
      furtherCopies: 1,
      rejected: 1,
      dryRun: true,
    })
    assert.deepEqual(await contentOfLibrary(), before)
    await assert.rejects(() => readFile(folder.path('books.csv.rejected.csv')), /ENOENT/)
  })

  test('shows text that looks like markup as it was written', async ({ assert }) => {
    await importText('title,author\n<script>alert(1)</script>,"O\'Brien &amp; <b>Sons</b>"\n')
    const [author] = await Author.all()
    assert.deepEqual(await titles(), ['<script>alert(1)</script>'])
    assert.equal(author.name, "O'Brien & <b>Sons</b>")
  })
})
