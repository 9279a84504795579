import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import { describeChanges, readAboutFile, writeAboutFile } from '#about/about_file'
import { COLOURS } from '#about/colours'
import { dialled, type LibraryFacts } from '#about/facts'

const SPOKEN = ['en', 'de', 'pt-BR']

const FACTS: LibraryFacts = {
  name: 'Bücherei am Markt: die kleine #1',
  line: 'Für alle',
  address: 'Marktplatz 1\n#05-12\n12345 Altstadt',
  phone: '+49 30 123456',
  email: 'post@buecherei.example',
  hours: {
    monday: [
      ['10:00', '12:00'],
      ['14:00', '18:00'],
    ],
    saturday: [['09:30', '12:00']],
  },
  closedDays: ['12-25', '2026-12-24/2027-01-02'],
  language: 'de',
  colour: 'blue',
  timeZone: 'Europe/Berlin',
}

const NOTHING = Object.fromEntries(
  Object.keys(FACTS).map((name) => [name, null])
) as unknown as LibraryFacts

test.group('File of the library', () => {
  test('is read back as it was written', ({ assert }) => {
    const { hours, ...others } = readAboutFile(writeAboutFile(FACTS, SPOKEN), SPOKEN)
    const { hours: told, ...facts } = FACTS
    assert.deepEqual(others, facts)
    assert.deepInclude(hours!, told!)
    assert.deepEqual(hours!.tuesday, [])

    const empty = readAboutFile(writeAboutFile(NOTHING, SPOKEN), SPOKEN)
    assert.isNull(empty.name)
    assert.isNull(empty.timeZone)
    assert.deepEqual(empty.closedDays, [])
  })

  test('explains itself in notes, and each of its values is one line for the eye', ({ assert }) => {
    const lines = writeAboutFile(NOTHING, SPOKEN).split('\n')
    for (const name of ['name', 'line', 'address', 'monday', 'sunday', 'closed', 'time zone']) {
      assert.include(lines, `${name}:`)
    }
    assert.isAbove(lines.filter((line) => line.startsWith('# ')).length, 10)
    assert.isAtMost(Math.max(...lines.map((line) => line.length)), 110)
  })

  test('may name only some values, in any order, with lines of Windows', ({ assert }) => {
    assert.deepEqual(
      readAboutFile('# a note\r\nCOLOUR: Red\r\nname :  A\r\n\r\ntuesday: 9-12\r\n', SPOKEN),
      { colour: 'red', name: 'A', hours: { tuesday: [['09:00', '12:00']] } }
    )
    assert.deepEqual(readAboutFile('', SPOKEN), {})
  })

  test('languages are known in any case, and telephone numbers in any digits', ({ assert }) => {
    assert.deepEqual(readAboutFile('language: PT-br\nphone: +٤٩ ٣٠ ١٢٣', SPOKEN), {
      language: 'pt-BR',
      phone: '+٤٩ ٣٠ ١٢٣',
    })
    assert.equal(dialled('+٤٩ (٣٠) 12-3'), '+4930123')
  })

  test('what is wrong in it is told with its line')
    .with([
      ['name: A\nnam: B', /^Line 2: "nam" is none of the names: name, line, address/],
      ['name: A\n\nname: B', /^Line 3: "name" stands here a second time\./],
      ['Our library\nname: A', /^Line 1: there is no name with a colon/],
      ['  indented', /^Line 1: there is no name with a colon/],
      ['__proto__: x', /^Line 1: "__proto__" is none of the names/],
      [`name: ${'x'.repeat(101)}`, /^Line 1: The name has 101 characters; 100 have room\./],
      ['# n\nmonday: 12-10', /^Line 2: 12:00-10:00 ends before it begins\./],
      ['friday: 10-14, 12-16', /^Line 1: 10:00-14:00 and 12:00-16:00 overlap/],
      ['closed:\n  12-25\n  tomorrow\n  01-01', /^Line 3: "tomorrow" is no closed day/],
      ['language: xx', /^Line 1: "xx" is none of the languages: en, de, pt-BR\./],
      ['colour: pink', /^Line 1: "pink" is none of the colours: green, teal/],
      [
        'time zone: Berlin',
        /^Line 1: "Berlin" is no time zone\. One is written like Europe\/Berlin/,
      ],
      ['email: post', /^Line 1: "post" is no e-mail address\./],
      ['email: <a@b.c>', /is no e-mail address/],
      ['phone: call us', /^Line 1: "call us" is no telephone number\./],
    ] as [string, RegExp][])
    .run(({ assert }, [text, sentence]) => {
      assert.throws(() => readAboutFile(text, SPOKEN), sentence)
    })

  test('names keep markup, emoji and marks of direction, and lose what turns the text', ({
    assert,
  }) => {
    for (const [name, kept] of [
      ['<b>Books</b> & "Co"', '<b>Books</b> & "Co"'],
      ['📚 Bücher 👩‍🏫', '📚 Bücher 👩‍🏫'],
      ['\u200fمكتبة\u200e A', '\u200fمكتبة\u200e A'],
      ['A\u202eB\u2066C\u0000D\u0007', 'ABCD'],
      ['A\ud800', 'A\ufffd'],
      ['  Two   words\t', 'Two words'],
    ]) {
      assert.equal(readAboutFile(`name: ${name}`, SPOKEN).name, kept)
    }
  })

  test('changes are told with what was there before', ({ assert }) => {
    const after = { ...FACTS, name: 'B', address: null, hours: null }
    assert.deepEqual(describeChanges(FACTS, after, SPOKEN), [
      'name: Bücherei am Markt: die kleine #1 → B',
      'address: Marktplatz 1 / #05-12 / 12345 Altstadt → nothing',
      'monday: 10:00-12:00, 14:00-18:00 → nothing',
      'saturday: 09:30-12:00 → nothing',
    ])
    assert.deepEqual(describeChanges(FACTS, FACTS, SPOKEN), [])
  })

  test('style sheets and pictures know the same dozen colours', async ({ assert }) => {
    const css = await readFile('resources/css/tokens.css', 'utf8')
    const named = [...css.matchAll(/data-colour='(\w+)'/g)].map(([, name]) => name)
    assert.sameMembers(['green', ...named], Object.keys(COLOURS))
    assert.lengthOf(Object.keys(COLOURS), 12)
  })
})
