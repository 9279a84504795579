import { readFile } from 'node:fs/promises'
import ace from '@adonisjs/core/services/ace'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { recordCounts } from '#catalogue/record_count'
import LibraryImport, { QUESTION } from '#commands/library_import'
import LibrarySetup from '#commands/library_setup'
import { Importer } from '#import/importer'
import Book from '#models/book'
import Library from '#models/library'
import env from '#start/env'
import { runCommand } from '#tests/helpers/console'
import { openDemoLibrary } from '#tests/helpers/demo'
import { Folder, importFile } from '#tests/helpers/files'
import { contentOfLibrary, emptyLibrary, listBook } from '#tests/helpers/library'
import { checkIndex } from '#tests/helpers/search_index'
import { statementsOf } from '#tests/helpers/session_program'
import { Visitor } from '#tests/helpers/visitor'

const BANNER = "These are example books, not the library's own."
const DEMO = { books: 199, authors: 201, genres: 25, copies: 370 }

const LIST = 'title,author,genre\nDune,Frank Herbert,Deserts\nWalden,Henry Thoreau,\n'
/** So many rows that they are loaded all at once. */
const LARGE = `title\n${Array.from({ length: 2_500 }, (_, row) => `Book ${row}\n`).join('')}`

const isDemonstration = async () => {
  const library = await Library.query().firstOrFail()
  return library.isDemonstration
}

/** Has a terminal, at which somebody gives this answer. */
function answer(choice: string) {
  const streams = [process.stdin, process.stdout]
  const former = streams.map(({ isTTY }) => isTTY)
  for (const stream of streams) stream.isTTY = true
  ace.prompt.trap(QUESTION).replyWith(choice)
  return () => {
    for (const [index, stream] of streams.entries()) stream.isTTY = former[index]
  }
}

/** Nobody is asked, wherever the tests run. */
function noTerminal() {
  const { isTTY } = process.stdin
  process.stdin.isTTY = false
  return () => void (process.stdin.isTTY = isTTY)
}

/** As in a database of the version that had no such table. */
async function forgetLibraryTable() {
  await db.connection().schema.dropTable('library')
  await db.rawQuery('alter table notices drop column translations')
  await db
    .from('adonis_schema')
    .where('name', 'like', '%_create_library_table')
    .orWhere('name', 'like', '%_tell_of_the_library')
    .delete()
}

test.group('Demonstration | on the pages', (group) => {
  group.each.setup(() => emptyLibrary)

  test('every page says in one line that these are example books', async ({ assert }) => {
    const { 'not found': notFound, ...pages } = await openDemoLibrary()
    const visitor = new Visitor()
    for (const path of Object.values(pages)) {
      const page = await visitor.visit(path)
      assert.equal(page.text('.demonstration'), BANNER, path)
      assert.equal(page.$('.demonstration :is(button, a)').length, 0)
    }
  })

  test('no page of a library with books of its own says so', async ({ assert }) => {
    await listBook('Emma')
    for (const path of ['/', '/books', '/visit']) {
      const page = await new Visitor().visit(path)
      assert.equal(page.status, 200)
      assert.notInclude(page.body, 'example books', path)
    }
  })

  test('it costs a page no statement but one in a second', async ({ assert }) => {
    await openDemoLibrary()
    const visitor = new Visitor()
    await visitor.visit('/')
    const start = performance.now()
    const statements = await statementsOf(async () => {
      for (let n = 0; n < 20; n++) await visitor.visit('/')
    })
    const seconds = Math.ceil((performance.now() - start) / 1000)
    const reads = statements.filter((sql) => /[`"]library[`"]/.test(sql))
    assert.isAtMost(reads.length, seconds)
    assert.isAtLeast(statements.length, 40)
  })
})

test.group('Demonstration | what library:setup remembers', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(() => emptyLibrary)

  test('it loads the demonstration into an empty library, and says so of it', async ({
    assert,
  }) => {
    const { output } = await runCommand(LibrarySetup, [])
    assert.deepEqual(output, ['• Loaded 199 example books with 370 copies'])
    assert.isTrue(await isDemonstration())
  })

  test('a library with books stays what it is', async ({ assert }) => {
    await listBook('Emma')
    assert.deepEqual(await runCommand(LibrarySetup, []), {
      exitCode: 0,
      output: [],
      errors: [],
    })
    assert.isFalse(await isDemonstration())
  })

  test('of a library of the version before, {name}')
    .with([
      { name: 'the demonstration alone counts', change: async () => {}, counts: true },
      {
        name: 'one with a book more does not',
        change: () => listBook('Emma', { copies: 0 }),
        counts: false,
      },
      {
        name: 'one with another title does not',
        change: () => db.from('books').where('title', 'Dune').update({ title: 'My diary' }),
        counts: false,
      },
      {
        name: 'one with a copy less does not',
        change: async () => {
          const copy = await db.from('book_instances').firstOrFail()
          await db.from('book_instances').where('id', copy.id).delete()
        },
        counts: false,
      },
      { name: 'an empty one does not', change: emptyLibrary, counts: false },
    ])
    .run(async ({ assert, cleanup }, { change, counts }) => {
      await openDemoLibrary()
      await change()
      await forgetLibraryTable()
      env.set('DEMO_CATALOGUE', false)
      cleanup(() => env.set('DEMO_CATALOGUE', true))

      const { errors, output } = await runCommand(LibrarySetup, [])
      assert.deepEqual(errors, [])
      assert.deepEqual(output, ['• Prepared the database'])
      assert.equal(await isDemonstration(), counts)
    })
})

test.group('Demonstration | the first import', (group) => {
  let folder: Folder
  let file: string

  group.each.setup(async () => {
    folder = await Folder.make()
    file = await folder.write('books.csv', LIST)
    // It takes long, and most tests leave it as it was
    if (!(await isDemonstration())) await openDemoLibrary()
    const restore = noTerminal()
    return async () => {
      restore()
      await folder.remove()
    }
  })
  group.teardown(emptyLibrary)

  test('says which flag to add where nobody can be asked, and changes nothing', async ({
    assert,
  }) => {
    const before = await contentOfLibrary()
    const { exitCode, errors, facts } = await importFile(file)
    assert.equal(exitCode, 1)
    assert.include(
      errors,
      'The library still has the example books. Add --replace-demo to remove them, or --keep-demo to keep them beside yours.'
    )
    assert.deepEqual(facts, {})
    assert.deepEqual(await contentOfLibrary(), before)
    assert.isTrue(await isDemonstration())
  })

  test('asks at a terminal, and does as it is told: {choice}')
    .with([
      { choice: 'replace', books: 2 },
      { choice: 'keep', books: 200 },
    ])
    .run(async ({ assert, cleanup }, { choice, books }) => {
      cleanup(answer(choice))
      const { exitCode } = await importFile(file)
      assert.equal(exitCode, 0)
      assert.deepInclude(await recordCounts(), { books })
      assert.isFalse(await isDemonstration())
    })

  test('--replace-demo leaves nothing but what the file brings, of {rows} rows')
    .with([
      { rows: 2, text: LIST, authors: 2, genres: 1 },
      { rows: 2_500, text: LARGE, authors: 0, genres: 0 },
    ])
    .run(async ({ assert }, { rows, text, authors, genres }) => {
      file = await folder.write('books.csv', text)
      const { exitCode, facts, errors } = await importFile(file, '--replace-demo')
      assert.deepEqual([exitCode, errors], [0, ''])
      assert.include(facts, { newBooks: rows, copiesAdded: rows, rejected: 0 })
      assert.deepInclude(await recordCounts(), { books: rows, copies: rows, authors, genres })
      assert.isEmpty(await db.from('languages'))
      const [{ last }] = await db
        .from('book_instances')
        .select(db.raw('max(cast(code as integer)) as last'))
      assert.equal(last, rows)
      await checkIndex()
      const page = await new Visitor().visit('/')
      assert.equal(page.$('.demonstration').length, 0)

      const again = await importFile(file, '--replace-demo')
      assert.include(again.facts, { newBooks: 0, unchanged: rows })
      assert.include(again.errors, 'no longer has the example books, so nothing was removed')
      assert.deepInclude(await recordCounts(), { books: rows, copies: rows })
    })

  test('a book that the demonstration had too is that of the file', async ({ assert }) => {
    await importFile(file, '--replace-demo')
    const dune = await Book.query().where('title', 'Dune').preload('genres').firstOrFail()
    assert.isNull(dune.isbn)
    assert.isNull(dune.summary)
    assert.deepEqual(
      dune.genres.map(({ name }) => name),
      ['Deserts']
    )
  })

  test('--keep-demo keeps all, and the library is the owner’s own from then on', async ({
    assert,
  }) => {
    const { exitCode, facts } = await importFile(file, '--keep-demo')
    assert.equal(exitCode, 0)
    assert.include(facts, { newBooks: 1, updated: 1 })
    assert.deepInclude(await recordCounts(), { books: 200, copies: 371 })
    const page = await new Visitor().visit('/')
    assert.equal(page.$('.demonstration').length, 0)

    const next = await importFile(await folder.write('more.csv', 'title\nEmma of Dune\n'))
    assert.equal(next.exitCode, 0)
    assert.deepInclude(await recordCounts(), { books: 201 })
  })

  test('brings a library of the version before up to date, and a dry run does not', async ({
    assert,
  }) => {
    await forgetLibraryTable()
    const trial = await importFile(file, '--dry-run', '--replace-demo')
    if (db.primaryConnectionName === 'postgres') {
      assert.equal(trial.exitCode, 1)
      assert.include(trial.errors, 'is of an older version. Run library:setup first.')
    } else {
      assert.include(trial.facts, { newBooks: 2 })
    }
    assert.isFalse(await db.connection().schema.hasTable('library'))

    const { exitCode } = await importFile(file, '--replace-demo')
    assert.equal(exitCode, 0)
    assert.deepInclude(await recordCounts(), { books: 2 })
  })

  test('takes nothing away where another import came between', async ({ assert }) => {
    const options = { map: [], copies: 1, status: 'available' as const }
    const importer = new Importer(file, options, {
      replaces: async () => Library.setDemonstration(db.connection(), false),
    })
    const summary = await importer.import(db.connection())
    assert.isFalse(summary.replacedDemo)
    assert.deepInclude(await recordCounts(), { books: 200, copies: 371 })
  })

  test('takes one of the flags alone', async ({ assert }) => {
    const { exitCode, errors } = await importFile(file, '--keep-demo', '--replace-demo')
    assert.equal(exitCode, 1)
    assert.include(errors, 'Name one of --replace-demo and --keep-demo.')
    assert.isTrue(await isDemonstration())
  })

  test('a file of which no row can be taken takes nothing away, and says so', async ({
    assert,
  }) => {
    const before = await contentOfLibrary()
    file = await folder.write('books.csv', 'title,copies\nEmma,many\n')
    const trial = await importFile(file, '--dry-run', '--replace-demo')
    assert.equal(trial.exitCode, 1)
    assert.match(trial.errors, /books\.csv can be taken, so the example books stay\.$/)
    const { exitCode, errors } = await importFile(file, '--replace-demo')
    assert.equal(exitCode, 1)
    assert.include(errors, 'so the example books stay.')
    assert.include(errors, `The rows are listed in ${file}.rejected.csv.`)
    assert.include(await readFile(`${file}.rejected.csv`, 'utf8'), 'Emma')
    assert.deepEqual(await contentOfLibrary(), before)
    assert.isTrue(await isDemonstration())
  })

  test('{name} takes nothing away')
    .with([
      { name: 'an empty file', content: '', code: 1 },
      { name: 'a file without titles', content: 'Work Id\nOL1W\n', code: 1 },
      { name: 'a file without rows', content: 'title\n', code: 0 },
      { name: 'a binary file', content: 'PK\x03\x04 and so on', code: 1 },
    ])
    .run(async ({ assert }, { content, code }) => {
      const before = await contentOfLibrary()
      file = await folder.write('books.csv', content)
      const { exitCode, output } = await runCommand(LibraryImport, [file, '--replace-demo'])
      assert.equal(exitCode ?? 0, code)
      assert.notInclude(output.join(), 'demonstration')
      assert.deepEqual(await contentOfLibrary(), before)
      assert.isTrue(await isDemonstration())
    })

  test('an import of {rows} rows that fails half-way takes nothing away')
    .with([
      { rows: 1_500, replaces: true },
      { rows: 2_500, replaces: true },
    ])
    .run(async ({ assert }, { rows }) => {
      const before = await contentOfLibrary()
      const lines = Array.from({ length: rows }, (_, row) => `Book ${row}\n`)
      file = await folder.write('books.csv', `title\n${lines.join('')}`)
      const options = { map: [], copies: 1, status: 'available' as const }
      const importer = new Importer(file, options, {
        replaces: async () => true,
        progress: () => {
          throw new Error('broken off')
        },
      })
      await assert.rejects(() => importer.import(db.connection()), 'broken off')
      assert.deepEqual(await contentOfLibrary(), before)
      assert.isTrue(await isDemonstration())
      await checkIndex()
    })

  test('--dry-run needs no answer, and says what would be asked', async ({ assert }) => {
    const before = await contentOfLibrary()
    const unasked = await importFile(file, '--dry-run')
    assert.equal(unasked.exitCode, 0)
    assert.include(
      unasked.errors,
      'the import asks whether to remove them (--replace-demo) or to keep them (--keep-demo, as is counted here)'
    )
    assert.include(unasked.facts, { newBooks: 1, updated: 1 })
    const kept = await importFile(file, '--dry-run', '--keep-demo')
    assert.deepEqual([kept.errors, kept.facts], ['', unasked.facts])
    const replaced = await importFile(file, '--dry-run', '--replace-demo')
    assert.equal(replaced.errors, '')
    assert.include(replaced.facts, { newBooks: 2, updated: 0, copiesAdded: 2 })

    assert.deepEqual(await contentOfLibrary(), before)
    assert.deepInclude(await recordCounts(), DEMO)
    assert.isTrue(await isDemonstration())
  })

  test('says of the example books that they were removed', async ({ assert }) => {
    const trial = await runCommand(LibraryImport, [file, '--replace-demo', '--dry-run'])
    assert.include(trial.output, 'The example books would be removed')
    const { output } = await runCommand(LibraryImport, [file, '--replace-demo'])
    assert.include(output, 'The example books were removed')
    const again = await runCommand(LibraryImport, [file])
    assert.notInclude(again.output.join(), 'example books')
  })
})
