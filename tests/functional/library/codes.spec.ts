import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import db from '@adonisjs/lucid/services/db'
import LibraryExport from '#commands/library_export'
import { Importer } from '#import/importer'
import BookInstance from '#models/book_instance'
import { runCommand } from '#tests/helpers/console'
import { Folder, importFile } from '#tests/helpers/files'
import { contentOfLibrary, emptyLibrary } from '#tests/helpers/library'

type Row = Record<string, string>

/** In so many rows at least two batches are read. */
const MANY = 1_500

let folder: Folder

async function importText(text: string, ...flags: string[]) {
  return importFile(await folder.write('list.csv', text), ...flags)
}

/** The codes of each book's copies, in their order, by its title. */
async function codes() {
  const copies = await BookInstance.query()
    .preload('book')
    .withScopes((scopes) => scopes.ordered())
  const byTitle = Map.groupBy(copies, ({ book }) => book.title)
  return Object.fromEntries(
    [...byTitle].map(([title, of]) => [title, of.map(({ code }) => code)] as const)
  )
}

async function exported(): Promise<Row[]> {
  const file = folder.path('out.csv')
  await runCommand(LibraryExport, [file])
  return parse(await readFile(file, 'utf8'), { columns: true })
}

test.group('Import | codes of copies', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('numbers the copies of a list without codes in the order of its rows', async ({
    assert,
  }) => {
    await importText('title,copies\nEmma,2\nDune,1\n')
    const { Emma: emma, Dune: dune } = await codes()
    const first = Number(emma[0])
    assert.deepEqual([...emma, ...dune].map(Number), [first, first + 1, first + 2])
  })

  test('takes the code from a column called {$self}')
    .with([
      ...['Barcode', 'Accession No.', 'Acc. no.', 'INVENTORY NUMBER', 'User Supplied ID'],
      ...['Strichcode', 'Inventar-Nr.', 'Exemplarnummer', 'Code-barres', 'N° d’inventaire'],
      ...["Numéro d'exemplaire", 'Código de barras', 'Nº de registro', 'Número de ejemplar'],
    ])
    .run(async ({ assert }, column) => {
      await importText(`Title;${column}\nEmma;A 17\nDune;0012\n`)
      assert.deepEqual(await codes(), { Emma: ['A 17'], Dune: ['0012'] })
    })

  test('takes no code from a column called {$self}, which counts the copies of a title')
    .with(['Copy number', 'Copy No.', 'Item number'])
    .run(async ({ assert }, column) => {
      const text = `title,isbn,${column}\nEmma,9780141439587,1\nEmma,9780141439587,2\nDune,,1\n`
      const { facts } = await importText(text)
      assert.include(facts, { copiesAdded: 3, warnings: 0 })
    })

  test('takes it from any column that --map names, and from the barcodes of LibraryThing', async ({
    assert,
  }) => {
    await importText('title,shelf list\nEmma,A-1\n', '--map=shelf list=code')
    await importFile(
      await folder.write('list.json', '{"7": {"title": "Dune", "barcode": {"1": "39001"}}}')
    )
    assert.deepEqual(await codes(), { Emma: ['A-1'], Dune: ['39001'] })
  })

  test('reads "{cell}" as {code}')
    .with([
      { cell: '="00171"', code: '00171' },
      { cell: ' 171.0 ', code: '171' },
      { cell: 'B/17.0', code: 'B/17.0' },
      { cell: '31234000123456', code: '31234000123456' },
    ])
    .run(async ({ assert }, { cell, code }) => {
      const { errors } = await importText(
        stringify([
          ['title', 'barcode'],
          ['Emma', cell],
        ])
      )
      assert.equal(errors, '')
      assert.deepEqual(await codes(), { Emma: [code] })
    })

  test('gives a number, and a warning, where a cell holds no code', async ({ assert }) => {
    const { errors } = await importText(
      `title,barcode\nEmma,3.1234E+13\nDune,${'7'.repeat(65)}\nWalden,\n`
    )
    assert.include(errors, 'line 2: "3.1234E+13" cannot be used as the code of a copy')
    assert.include(errors, 'line 3: "7777')
    assert.notInclude(errors, 'line 4')
    for (const [code] of Object.values(await codes())) assert.match(code, /^\d{1,9}$/)
  })

  test('takes the ISBN for no code, as the barcode on the back of a book, and says nothing', async ({
    assert,
  }) => {
    const { errors } = await importText(
      'title,isbn,barcode\nEmma,0141439580,9780141439587\nEmma,9780141439587,978-0-14-143958-7\nDune,,9780441013593\n'
    )
    assert.equal(errors, '')
    const { Emma: emma, Dune: dune } = await codes()
    assert.lengthOf(emma, 2)
    for (const code of emma) assert.match(code, /^\d{1,9}$/)
    assert.deepEqual(dune, ['9780441013593'])
  })

  test('gives it to the first copy of a row, and numbers to the others', async ({ assert }) => {
    await importText('title,barcode,copies\nEmma,X-9,3\n')
    const { Emma: emma } = await codes()
    assert.lengthOf(emma, 3)
    assert.lengthOf(new Set(emma), 3)
    assert.deepEqual(
      emma.filter((code) => !/^\d+$/.test(code)),
      ['X-9']
    )
  })

  test('warns of a code that another copy has, and gives the next number', async ({ assert }) => {
    await importText('title,barcode\nEmma,900\n')
    const { errors, facts } = await importText(
      'title,isbn,barcode\nDune,9780441013593,900\nWalden,,B\nMoby Dick,,B\nDune,9780441013593,C\nDune,9780441013593,C\n'
    )
    const { 'Dune': dune, 'Moby Dick': moby, ...others } = await codes()
    assert.deepEqual(others, { Emma: ['900'], Walden: ['B'] })
    const numbers = [...dune.filter((code) => code !== 'C'), ...moby]
    for (const number of numbers) assert.isAbove(Number(number), 900)
    assert.lengthOf(new Set(numbers), 3)
    assert.include(dune, 'C')
    assert.include(errors, `line 2: another copy has the code "900", so this one has ${numbers[0]}`)
    assert.include(errors, `line 4: another copy has the code "B", so this one has ${moby[0]}`)
    assert.include(errors, 'line 6: another copy has the code "C"')
    assert.equal(facts.warnings, 3)
    assert.equal(facts.copiesAdded, 5)
  })

  test('changes nothing and adds nothing the second time', async ({ assert }) => {
    const text =
      'title,isbn,barcode,copies\nEmma,9780141439587,1,2\nEmma,9780141439587,2,1\n' +
      'Dune,,2,1\nWalden,,,1\nWalden,,W,1\n'
    await importText(text)
    const before = await contentOfLibrary()
    const { facts } = await importText(text)

    assert.include(facts, { rows: 5, unchanged: 5, copiesAdded: 0, newBooks: 0, rejected: 0 })
    assert.deepEqual(await contentOfLibrary(), before)
  })

  test('gives a further copy the code that is new in the list, wherever it stands there', async ({
    assert,
  }) => {
    await importText('title,barcode\nEmma,B-1\nDune,D-1\n')
    const { facts, errors } = await importText(
      'title,barcode\nEmma,B-0\nEmma,B-1\nDune,D-1\nDune,D-2\n'
    )
    assert.include(facts, { copiesAdded: 2, warnings: 0 })
    assert.equal(errors, '')
    assert.deepEqual(await codes(), { Emma: ['B-0', 'B-1'], Dune: ['D-1', 'D-2'] })
  })

  test('keeps the codes of copies that are there, and says so where a list has others', async ({
    assert,
  }) => {
    await importText('title,barcode\nEmma,B-1\n')
    const { facts, errors } = await importText('title,barcode\nEmma,B-7\n')
    assert.include(facts, { unchanged: 1, copiesAdded: 0 })
    assert.include(
      errors,
      'line 2: the code "B-7" was not used: the library already has all copies of this book, under other codes'
    )
    assert.deepEqual(await codes(), { Emma: ['B-1'] })
  })

  test('a copy without a code in the list gives way to one that has its number there', async ({
    assert,
  }) => {
    const rows = Array.from({ length: MANY }, (_, row) => [
      `Book ${row}`,
      row % 500 === 7 ? '' : String(row + 2_000_000),
    ])
    const text = stringify([['title', 'accession number'], ...rows])
    const { errors } = await importText(text)

    assert.equal(errors, '')
    const all = await codes()
    for (const [title, code] of rows) {
      if (code) assert.deepEqual(all[title], [code])
      else assert.isAtLeast(Number(all[title][0]), 2_000_000 + MANY)
    }
    const { facts } = await importText(text)
    assert.include(facts, { unchanged: MANY, copiesAdded: 0, warnings: 0 })
    assert.deepEqual(await codes(), all)
  })

  test('an import that is cut short has settled what its rows told of numbers it had given', async ({
    assert,
  }) => {
    await importText('title\nEmma\n')
    const before = await codes()
    const next = Number(before.Emma[0]) + 1
    // The first thousand fill a batch, and are so long that the file seems too short to be loaded
    const rows = Array.from({ length: 2_100 }, (_, row) => [
      row < 1_000 ? `Book ${row} ${'of many words '.repeat(5)}` : `Book ${row}`,
      row === 1_500 ? String(next) : row === 0 ? '' : `C-${row}`,
    ])
    const file = await folder.write('list.csv', stringify([['title', 'barcode'], ...rows]))
    const options = { map: [], copies: 1, status: 'available' as const }
    const importer = new Importer(file, options, {
      progress: (_, count) => {
        if (count > 2_000) throw new Error('cut short')
        // Longer than a transaction goes on
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 310)
      },
    })
    await assert.rejects(() => importer.import(db.connection()), 'cut short')
    const half = await codes()
    assert.deepEqual(half[rows[1_500][0]], [String(next)])
    assert.isAbove(Number(half[rows[0][0].trim()][0]), next)
    assert.notProperty(half, rows[2_050][0])

    const { errors } = await importFile(file)
    assert.equal(errors, '')
    const all = await codes()
    assert.lengthOf(Object.keys(all), 2_101)
    for (const [title, code] of rows.slice(1)) assert.deepEqual(all[title.trim()], [code])
  })

  test('leaves all codes as they are on a dry run', async ({ assert }) => {
    await importText('title,barcode\nEmma,1\n')
    const before = await contentOfLibrary()
    const { errors } = await importText('title,barcode\nDune,1\n', '--dry-run')
    assert.include(errors, 'line 2: another copy has the code "1"')
    assert.deepEqual(await contentOfLibrary(), before)
  })
})

test.group('Import | codes in our own format', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  const importRows = (rows: Row[]) => importText(stringify(rows, { header: true }))
  const isCopy = ({ record }: Row) => record === 'copy'

  test('of the version before, which knew none: copies keep theirs, and new ones get numbers', async ({
    assert,
  }) => {
    await importText('title,barcode\nEmma,B-1\nDune,D-1\n')
    const rows = await exported()
    for (const row of rows) delete row.code
    const kept = await importRows(rows)
    assert.include(kept.facts, { unchanged: rows.length, rejected: 0, warnings: 0 })
    assert.deepEqual(await codes(), { Emma: ['B-1'], Dune: ['D-1'] })

    await emptyLibrary()
    const { facts } = await importRows(rows)
    assert.include(facts, { rejected: 0, copiesAdded: 2 })
    for (const [code] of Object.values(await codes())) assert.match(code, /^\d+$/)
  })

  test('are those of the file in another library, but for those that a copy there has', async ({
    assert,
  }) => {
    await importText('title,barcode\nEmma,B-1\nDune,D-1\n')
    const rows = await exported()
    await emptyLibrary()
    await importText('title,barcode\nWalden,B-1\n')
    const { errors } = await importRows(rows)
    const { Emma: emma, ...others } = await codes()
    assert.deepEqual(others, { Dune: ['D-1'], Walden: ['B-1'] })
    assert.match(emma[0], /^\d+$/)
    const line = rows.findIndex(({ code }) => code === 'B-1') + 2
    assert.include(errors, `line ${line}: another copy has the code "B-1", so this one has ${emma}`)
  })

  test('are exchanged, however far apart the copies stand', async ({ assert }) => {
    await importText(
      stringify([['title'], ...Array.from({ length: MANY }, (_, row) => [`Book ${row}`])])
    )
    const rows = await exported()
    const copies = rows.filter(isCopy)
    const former = copies.map(({ code }) => code)
    // Each copy gets the code of the next, the last one that of the first
    for (const [index, copy] of copies.entries()) copy.code = former.at(index + 1 - MANY)!
    const { facts } = await importRows(rows)

    assert.include(facts, { updated: MANY, warnings: 0, copiesAdded: 0, rejected: 0 })
    const after = await exported()
    assert.deepEqual(after.filter(isCopy), copies)
    const again = await importRows(rows)
    assert.include(again.facts, { updated: 0, unchanged: rows.length })
  })

  test('go on from one copy to the next, as far as the last one leaves its own', async ({
    assert,
  }) => {
    await importText('title,barcode\nOne,A\nTwo,B\nThree,C\n')
    const rows = await exported()
    const [one, two, three] = rows.filter(isCopy)
    ;[one.code, two.code, three.code] = ['B', 'C', 'D']
    await importRows(rows)
    assert.deepEqual(await codes(), { One: ['B'], Two: ['C'], Three: ['D'] })

    // Nobody leaves D
    ;[one.code, two.code] = ['C', 'D']
    const { errors, facts } = await importRows(rows)
    assert.deepEqual(await codes(), { One: ['B'], Two: ['C'], Three: ['D'] })
    assert.include(errors, 'another copy has the code "C", so this one has B')
    assert.include(errors, 'another copy has the code "D", so this one has C')
    assert.include(facts, { updated: 0, warnings: 2, unchanged: rows.length })
  })

  test('that are none are listed with their rows', async ({ assert }) => {
    await importText('title,barcode\nEmma,B-1\n')
    const rows = await exported()
    rows.find(isCopy)!.code = '3.1234E+13'
    const { facts } = await importRows(rows)
    assert.include(facts, { rejected: 1 })
    const list = await readFile(folder.path('list.csv.rejected.csv'), 'utf8')
    assert.include(list, '"3.1234E+13"" is not a valid copy code')
    assert.deepEqual(await codes(), { Emma: ['B-1'] })
  })
})
