import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { Folder } from '#tests/helpers/files'
import { startAce } from '#tests/helpers/site_process'

test.group('Console | copies of several processes', () => {
  test('have codes of their own, whichever way they are added at once', async ({
    assert,
    cleanup,
  }) => {
    const folder = await Folder.make()
    cleanup(() => folder.remove())
    const database = await emptyDatabase('copies')
    const list = (titles: number) =>
      Array.from({ length: titles }, (_, row) => `Book ${row % 3_000}`).join('\n')
    const first = await folder.write('first.csv', `title\nEmma\n`)
    const many = await folder.write('many.csv', `title\n${list(6_000)}\n`)
    assert.equal(await startAce(['library:import', first], database).ended, 0)
    const client = openDatabase(database)
    cleanup(() => db.manager.close(client.connectionName, true))
    const { id } = await client.from('books').firstOrFail()

    const add = ['copies:add', `book:${id}`, '--count=400']
    const programs = [add, add, ['library:import', many], add].map((args) =>
      startAce(args, database)
    )
    for (const program of programs) assert.equal(await program.ended, 0, program.errors)

    const copies = await client.from('book_instances').select('code')
    const codes = new Set(copies.map(({ code }) => code))
    assert.lengthOf(copies, 1 + 3 * 400 + 6_000)
    assert.equal(codes.size, copies.length)
    assert.isFalse(codes.has(null))
  })
})
