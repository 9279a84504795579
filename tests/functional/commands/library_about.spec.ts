import { test } from '@japa/runner'
import LibraryAbout from '#commands/library_about'
import LibraryName from '#commands/library_name'
import Library from '#models/library'
import { runCommand } from '#tests/helpers/console'
import { Folder } from '#tests/helpers/files'
import { emptyLibrary } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

test.group('Console | library:name, library:about', (group) => {
  let folder: Folder
  group.each.setup(async () => {
    await emptyLibrary()
    folder = await Folder.make()
    return async () => {
      await folder.remove()
      await emptyLibrary()
    }
  })

  test('the name is given and told', async ({ assert }) => {
    const none = await runCommand(LibraryName, [])
    assert.deepEqual(none.output, ['The library has no name of its own yet.'])
    const given = await runCommand(LibraryName, ['  Town   Library '])
    assert.deepEqual(given.output, ['Town Library'])
    const told = await runCommand(LibraryName, ['--json'])
    assert.deepEqual(JSON.parse(told.output[0]), { name: 'Town Library' })
    const home = await new Visitor().visit('/')
    assert.equal(home.text('.brand'), 'Town Library')

    const long = await runCommand(LibraryName, ['x'.repeat(101)])
    assert.equal(long.exitCode, 1)
    assert.include(long.errors[0], 'The name has 101 characters; 100 have room.')
    const cleared = await runCommand(LibraryName, [''])
    assert.deepEqual(cleared.output, ['The library has no name of its own yet.'])
  })

  test('the file is written, read when it was changed, and never written over', async ({
    assert,
  }) => {
    const path = folder.path('about.txt')
    await Library.tell({ name: 'Town Library' })
    const written = await runCommand(LibraryAbout, [path])
    assert.equal(written.exitCode, 0)
    assert.include(written.output[0], `${path} has what the library tells of itself.`)

    const again = await runCommand(LibraryAbout, [path])
    assert.deepEqual(again.output, [`The library tells of itself what ${path} says.`])

    const changed = await folder.write('changed.txt', 'name: City Library\nmonday: 9-12\n')
    const read = await runCommand(LibraryAbout, [changed])
    assert.deepEqual(read.output.slice(0, 2), [
      'name: Town Library → City Library',
      'monday: nothing → 09:00-12:00',
    ])
    await runCommand(LibraryAbout, [await folder.write('more.txt', 'friday: 9-12\n')])
    const { hours } = await Library.current()
    assert.deepEqual(hours, {
      monday: [['09:00', '12:00']],
      tuesday: [],
      wednesday: [],
      thursday: [],
      friday: [['09:00', '12:00']],
      saturday: [],
      sunday: [],
    })

    await runCommand(LibraryAbout, [changed, '--write'])
    const { output } = await runCommand(LibraryAbout, [changed])
    assert.lengthOf(output, 1)
  })

  test('what is wrong in the file is told, and changes nothing', async ({ assert }) => {
    await Library.tell({ name: 'Town Library' })
    for (const [text, sentence] of [
      ['name: City Library\nmonday: 12-9', 'Line 2: 12:00-09:00 ends before it begins.'],
      ['name: City Library\nhours: 9-12', 'Line 2: "hours" is none of the names'],
      [Buffer.from('name: B\xfccherei', 'latin1'), 'it is not UTF-8'],
      ['x'.repeat(1_000_001), 'it is too large'],
    ] as [string | Buffer, string][]) {
      const { exitCode, errors } = await runCommand(LibraryAbout, [
        await folder.write('bad.txt', text),
      ])
      assert.equal(exitCode, 1)
      assert.include(errors[0], sentence)
    }
    const noFile = await runCommand(LibraryAbout, ['/'])
    assert.equal(noFile.exitCode, 1)
    const nowhere = await runCommand(LibraryAbout, ['/nowhere/about.txt'])
    assert.equal(nowhere.exitCode, 1)
    assert.include(nowhere.errors[0], '/nowhere/about.txt cannot be written')
    const { name } = await Library.current()
    assert.equal(name, 'Town Library')
  })
})
