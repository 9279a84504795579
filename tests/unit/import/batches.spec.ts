import { test } from '@japa/runner'
import type { Row } from '#import/reading/catalogue_file'
import { Columns } from '#import/reading/columns'
import { TableRows } from '#import/formats/table'
import { nextBatch } from '#import/reading/row_batches'

async function sizesOf(rows: string[][]) {
  const columns = new Columns(['title', 'copies'])
  const foreign = new TableRows(columns, {
    copies: 1,
    status: 'available',
    commaStyle: 'unknown',
  })
  async function* read(): AsyncGenerator<Row> {
    for (const [line, cells] of rows.entries()) {
      yield { line, cells, record: foreign.read(cells, () => {}), warnings: [] }
    }
  }
  const all = read()
  const sizes: number[] = []
  for (let batch = await nextBatch(all); batch.length > 0; batch = await nextBatch(all)) {
    sizes.push(batch.length)
  }
  return sizes
}

test.group('Import | batches', () => {
  test('end by rows, by characters, and by copies', async ({ assert }) => {
    assert.deepEqual(await sizesOf(Array(1_500).fill(['t', '1'])), [1_000, 500])
    assert.deepEqual(await sizesOf(Array(5).fill(['t', '9999'])), [2, 2, 1])
    assert.deepEqual(await sizesOf(Array(5).fill(['t', '5000'])), [2, 2, 1])
  })
})
