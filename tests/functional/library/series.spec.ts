import { test } from '@japa/runner'
import { stringify } from 'csv-stringify/sync'
import { AuthorFactory } from '#database/factories/author_factory'
import Book from '#models/book'
import { Folder, importFile } from '#tests/helpers/files'
import { contentOfLibrary, emptyLibrary, listBook } from '#tests/helpers/library'

let folder: Folder

async function importText(text: string, ...flags: string[]) {
  return importFile(await folder.write('list.csv', text), ...flags)
}

/** Title, subtitle, series and volume of each book, and how many copies it has. */
async function books() {
  const all = await Book.query().withCount('copies').orderBy('id')
  return all.map(({ title, subtitle, series, volume, $extras }) =>
    [title, subtitle, series, volume, Number($extras.copies_count)].join('|')
  )
}

test.group('Import | series', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  test('reads those that Goodreads writes into titles', async ({ assert }) => {
    await importText(
      stringify([
        ['Title', 'Author'],
        ['The Tombs of Atuan (Earthsea Cycle, #2)', 'Ursula K. Le Guin'],
        ['Guards! Guards! (Discworld, #8; City Watch, #1)', 'Terry Pratchett'],
        ['A Storm of Swords (Ice and Fire, #3: Part 2)', 'George R. R. Martin'],
        ['Provenance (Imperial Radch)', 'Ann Leckie'],
      ])
    )
    assert.deepEqual(await books(), [
      'The Tombs of Atuan||Earthsea Cycle|2|1',
      'Guards! Guards!|City Watch, #1|Discworld|8|1',
      'A Storm of Swords|Ice and Fire, #3: Part 2|||1',
      'Provenance (Imperial Radch)||||1',
    ])
  })

  test('reads the columns {series} and {volume}')
    .with([
      { series: 'Series', volume: 'Volume' },
      { series: 'series', volume: 'series_index' },
      { series: 'Reihe', volume: 'Band' },
      { series: 'Série', volume: 'Tome' },
      { series: 'Serie', volume: 'Tomo' },
    ])
    .run(async ({ assert }, { series, volume }) => {
      await importText(
        `title;${series};${volume}\nTehanu;Earthsea;4.0\nEmma;;1.0\nLexikon;;Bd. 3\nAtlas;Maps (7);\n`
      )
      assert.deepEqual(await books(), [
        'Tehanu||Earthsea|4|1',
        'Emma||||1',
        'Lexikon|||3|1',
        'Atlas||Maps|7|1',
      ])
    })

  test('reads any column that --map names, and the first of several series', async ({ assert }) => {
    await importText('title,Zyklus,Nr\nTehanu,Erdsee,4\n', '--map=Zyklus=series', '--map=Nr=volume')
    await importFile(
      await folder.write(
        'list.json',
        '[{"title": "Sabriel", "series": ["Abhorsen", "Old Kingdom"]}]'
      )
    )
    assert.deepEqual(await books(), ['Tehanu||Erdsee|4|1', 'Sabriel||Abhorsen||1'])
  })

  test('volumes of one title are books of their own, also the second time', async ({ assert }) => {
    const text =
      'title,author,series,volume\nSaga,Vaughan,Saga,1\nSaga,Vaughan,Saga,2\nSaga,Vaughan,,\n' +
      'Saga,Vaughan,Saga,2\nLexikon,,,\nLexikon,,,1\nLexikon,,,2\n'
    await importText(text)
    assert.deepEqual(await books(), [
      'Saga||Saga|1|2',
      'Saga||Saga|2|2',
      'Lexikon||||1',
      'Lexikon|||1|1',
      'Lexikon|||2|1',
    ])
    const before = await contentOfLibrary()
    const { facts } = await importText(text)
    assert.include(facts, { unchanged: 7, newBooks: 0, copiesAdded: 0 })
    assert.deepEqual(await contentOfLibrary(), before)
  })

  test('adds the series to a book that another list had without, and finds it from both', async ({
    assert,
  }) => {
    const [plain, telling] = [
      'title,author\nDune,Frank Herbert\n',
      'title,author\n"Dune (Dune Chronicles, #1)",Frank Herbert\n',
    ]
    await importText(plain)
    const { facts } = await importText(telling)
    assert.include(facts, { updated: 1, newBooks: 0, copiesAdded: 0 })
    for (const text of [plain, telling]) {
      const again = await importText(text)
      assert.include(again.facts, { unchanged: 1, newBooks: 0, copiesAdded: 0 })
    }
    assert.deepEqual(await books(), ['Dune||Dune Chronicles|1|1'])
  })
})

test.group('Import | series of books that an older version imported', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(async () => {
    folder = await Folder.make()
    return () => folder.remove()
  })

  /** Imports a list twice, and expects that it adds nothing, and the second time changes nothing. */
  async function importAgain(text: string) {
    const { facts } = await importText(text)
    const after = await contentOfLibrary()
    const second = await importText(text)
    const isDoubled = facts.newBooks + facts.copiesAdded > 0
    const isUnsteady =
      second.facts.unchanged < second.facts.rows ||
      JSON.stringify(await contentOfLibrary()) !== JSON.stringify(after)
    if (isDoubled || isUnsteady) throw new Error(JSON.stringify([facts, second.facts]))
    return facts
  }

  test('a title of Goodreads: what was the subtitle is the series now, and nothing is doubled', async ({
    assert,
  }) => {
    const le = await AuthorFactory.merge({ name: 'Ursula K. Le Guin' }).create()
    const vaughan = await AuthorFactory.merge({ name: 'Brian K. Vaughan' }).create()
    const old = { copies: 1, languageCode: null }
    const tombs = { ...old, by: [le], subtitle: 'Earthsea Cycle, #2' }
    await listBook('The Tombs of Atuan', tombs)
    await listBook('Tehanu', {
      ...old,
      by: [le],
      subtitle: 'Earthsea Cycle, #4',
      isbn: '9780689845338',
    })
    for (const number of [1, 2, 3]) {
      await listBook('Saga', { ...old, by: [vaughan], subtitle: `Saga, #${number}` })
    }
    await listBook('Saga', { ...old, by: [vaughan] })
    await listBook('Watch', { ...old, by: [le], subtitle: 'Discworld, #8; City Watch, #1' })

    const facts = await importAgain(
      stringify([
        ['Title', 'Author', 'ISBN'],
        ['The Tombs of Atuan (Earthsea Cycle, #2)', 'Ursula K. Le Guin', ''],
        ['Tehanu (Earthsea Cycle, #4)', 'Ursula K. Le Guin', '9780689845338'],
        ['Saga (Saga, #3)', 'Brian K. Vaughan', ''],
        ['Saga', 'Brian K. Vaughan', ''],
        ['Saga (Saga, #1)', 'Brian K. Vaughan', ''],
        ['Saga (Saga, #2)', 'Brian K. Vaughan', ''],
        ['Watch (Discworld, #8; City Watch, #1)', 'Ursula K. Le Guin', ''],
      ])
    )
    assert.include(facts, { updated: 6, unchanged: 1 })
    assert.deepEqual(await books(), [
      'The Tombs of Atuan||Earthsea Cycle|2|1',
      'Tehanu||Earthsea Cycle|4|1',
      'Saga||Saga|1|1',
      'Saga||Saga|2|1',
      'Saga||Saga|3|1',
      'Saga||||1',
      'Watch|City Watch, #1|Discworld|8|1',
    ])
  })

  test('columns that it did not read: each book gets its series', async ({ assert }) => {
    await listBook('Tehanu', { copies: 1 })
    await listBook('Craft', { copies: 1, isbn: '9780441478125' })
    await importAgain('Title,ISBN,Series,Volume\nTehanu,,Earthsea,4\nCraft,9780441478125,Craft,6\n')
    assert.deepEqual(await books(), ['Tehanu||Earthsea|4|1', 'Craft||Craft|6|1'])
  })

  test('volumes that it took for copies of one book stay that, of no volume', async ({
    assert,
  }) => {
    await listBook('Lexikon', { copies: 3 })
    await importAgain('title,volume,series\nLexikon,1,Wissen\nLexikon,2,Wissen\nLexikon,3,Wissen\n')
    assert.deepEqual(await books(), ['Lexikon||Wissen||3'])
  })

  test('an export of it, whose subtitle is the series, does not bring that back', async ({
    assert,
  }) => {
    const isbn = '9780689845338'
    await listBook('Tehanu', { isbn, languageCode: null, series: 'Earthsea Cycle', volume: '4' })
    const { facts } = await importText(
      `record,id,title,subtitle,isbn,added\nbook,,Tehanu,"Earthsea Cycle, #4",${isbn},\n`
    )
    assert.include(facts, { newBooks: 0, unchanged: 1 })
    assert.deepEqual(await books(), ['Tehanu||Earthsea Cycle|4|0'])
  })
})
