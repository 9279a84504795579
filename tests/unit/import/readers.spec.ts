import { test } from '@japa/runner'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { CsvReader, type RawRecord } from '#import/reading/csv_reader'
import { JsonReader } from '#import/reading/json_reader'
import { sniffDelimiter } from '#import/reading/columns'

async function* pieces(text: string, size = text.length || 1) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

async function collect(records: AsyncIterable<RawRecord>) {
  const all: RawRecord[] = []
  for await (const record of records) all.push(record)
  return all
}

const readCsv = (text: string, delimiter = ',', size?: number) =>
  collect(new CsvReader(delimiter).read(pieces(text, size)))

test.group('Import | separated values', () => {
  test('reads what csv-parse reads, wherever the pieces of the file end', async ({ assert }) => {
    const cells = [
      'a',
      '',
      'a,b',
      'say "hi"',
      'two\nlines',
      'two\r\nlines',
      ' x ',
      '"',
      '\\',
      'ü',
      ',"',
    ]
    const rows = cells.flatMap((one) => cells.map((other) => ['row', one, other, 'end']))
    for (const newline of ['\n', '\r\n']) {
      const text = stringify(rows, { record_delimiter: newline, quoted_match: /\n/ })
      const expected: string[][] = parse(text)
      for (const size of [1, 2, 7, 64, text.length]) {
        const records = await readCsv(text, ',', size)
        assert.deepEqual(
          records.map((record) => record.cells),
          expected
        )
      }
    }
  })

  test('tells the line that each record begins in', async ({ assert }) => {
    const records = await readCsv('a,b\n"x\ny",1\n\nz,2\n', ',', 3)

    assert.deepEqual(
      records.map(({ line }) => line),
      [1, 2, 5]
    )
  })

  test('loses one line, not the rest, to a quote that is never closed', async ({ assert }) => {
    const records = await readCsv('t,a\n"Broken,One\nFine,Two\n"Quoted, too",Three\nLast,Four\n')

    assert.deepEqual(
      records.map(({ cells }) => cells.join('|')).filter((_, index) => index !== 1),
      ['t|a', 'Fine|Two', 'Quoted, too|Three', 'Last|Four']
    )
    assert.include(records[1], { line: 2, problem: 'a quotation mark that is never closed' })
  })

  test('forgives stray quotes and reads \\" as a quote', async ({ assert }) => {
    const records = await readCsv('"a "b" c";5" disk\n"x \\"y\\", z";w\n"p \\"q\\"";r\n', ';')

    assert.deepEqual(
      records.map(({ cells }) => cells),
      [
        ['a "b" c', '5" disk'],
        ['x "y", z', 'w'],
        ['p "q"', 'r'],
      ]
    )
  })

  test('reads lines that end as on old Macs', async ({ assert }) => {
    const records = await readCsv('t,a\rx,"y, z"\r')
    assert.deepEqual(
      records.map(({ cells }) => cells),
      [
        ['t', 'a'],
        ['x', 'y, z'],
      ]
    )
  })

  test('takes what is between tabs as it is', async ({ assert }) => {
    const records = await readCsv('title\tauthor\n"Surely you joke\tFeynman\nX\tY\n', '\t')
    assert.deepEqual(records[1].cells, ['"Surely you joke', 'Feynman'])
    assert.isUndefined(records[1].problem)
  })

  test('the delimiter of {header} is {delimiter}')
    .with([
      { header: 'title,author', delimiter: ',' },
      { header: 'title;author;isbn', delimiter: ';' },
      { header: 'Title\tPrimary Author', delimiter: '\t' },
      { header: 'title|author', delimiter: '|' },
      { header: 'title;"author, main"', delimiter: ';' },
      { header: 'Title;Author (Last, First)', delimiter: ';' },
      { header: 'title', delimiter: ',' },
    ])
    .run(({ assert }, { header, delimiter }) => {
      assert.equal(sniffDelimiter(`${header}\nx\n`), delimiter)
    })
})

test.group('Import | JSON', () => {
  const titles = async (form: 'lines' | 'array' | 'keyed', text: string, size?: number) => {
    const reader = new JsonReader(form)
    const records = await collect(reader.read(pieces(text, size)))
    const place = reader.columns.indexOf('title')
    return records.map(({ cells, problem }) => (problem ? 'bad' : cells[place]))
  }

  test('reads an array, an object of objects, a wrapped array and lines', async ({ assert }) => {
    for (const size of [1, 5, 1_000]) {
      assert.deepEqual(
        await titles('array', '[{"title":"A {\\"}"},\n{"title":"B","x":[{"y":1}]}]', size),
        ['A {"}', 'B']
      )
      assert.deepEqual(await titles('keyed', '{"1":{"title":"A"},"2":{"title":"B"}}', size), [
        'A',
        'B',
      ])
      assert.deepEqual(await titles('keyed', '{"books":[{"title":"A"},{"title":"B"}]}', size), [
        'A',
        'B',
      ])
      assert.deepEqual(await titles('lines', '{"title":"A"}\n{"title":\n{"title":"C"}', size), [
        'A',
        'bad',
        'C',
      ])
    }
  })

  test('tells the line, and keeps the others when one is damaged', async ({ assert }) => {
    const reader = new JsonReader('array')
    const records = await collect(
      reader.read(pieces('[\n{"title":"A"},\n{"title":oops},\n{"title":"C"}\n]', 4))
    )

    assert.deepEqual(
      records.map(({ line }) => line),
      [2, 3, 4]
    )
    assert.deepEqual(
      records.map(({ problem }) => problem !== undefined),
      [false, true, false]
    )
  })

  test('names the parts of objects in a list', async ({ assert }) => {
    const reader = new JsonReader('array')
    await collect(
      reader.read(
        pieces('[{"authors":[{"lf":"Lee, Ann","fl":"Ann Lee"}],"isbn":{"0":"1","2":"2"}}]')
      )
    )
    assert.deepEqual(reader.columns, ['authors lf', 'authors fl', 'isbn'])
  })
})
