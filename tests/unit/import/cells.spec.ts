import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { toTimestamp, toYear } from '#import/formats/dates'
import { findIsbn, isSpoilt } from '#import/formats/isbn'
import { toLanguageCode } from '#import/formats/languages'
import { splitSeries, toVolume } from '#import/formats/series'
import { guard, joinNames, splitNames, unguard } from '#import/formats/own'

test.group('Import | ISBN', () => {
  test('finds {isbn} in "{cell}"')
    .with([
      { cell: '978-0-441-47812-5', isbn: '9780441478125' },
      { cell: '="0441478123"', isbn: '9780441478125' },
      { cell: '[2070291340]', isbn: '9782070291342' },
      { cell: '439023483', isbn: '9780439023481' },
      { cell: '2005018', isbn: '9780002005012' },
      { cell: '439023483.0', isbn: '9780439023481' },
      { cell: '069111966X', isbn: '9780691119663' },
      { cell: '2070291340, 9782070291342', isbn: '9782070291342' },
      { cell: 'goodreads:39077187,isbn:9780756411800', isbn: '9780756411800' },
      { cell: 'ISBN 978 0 7564 1180 0', isbn: '9780756411800' },
      { cell: '979-10-90636-07-1', isbn: '9791090636071' },
      { cell: '9780441478126', isbn: null },
      { cell: '9770441478126', isbn: null },
      { cell: 'B001U1QMBE', isbn: null },
      { cell: '0000000000', isbn: null },
      { cell: '=""', isbn: null },
    ])
    .run(({ assert }, { cell, isbn }) => {
      assert.equal(findIsbn(cell), isbn)
    })

  test('knows a number that a spreadsheet spoilt', ({ assert }) => {
    for (const cell of ['9.78043902348e+12', '9,78044E+12', '9.78E+12'])
      assert.isTrue(isSpoilt(cell))
    for (const cell of ['9780439023481', '069111966X', '']) assert.isFalse(isSpoilt(cell))
  })
})

test.group('Import | dates', () => {
  test('"{cell}" is the year {year}')
    .with([
      { cell: '2008.0', year: 2008 },
      { cell: '-720.0', year: -720 },
      { cell: '2010/06/28', year: 2010 },
      { cell: '[1979]', year: 1979 },
      { cell: 'c1999', year: 1999 },
      { cell: 'Gallimard (1979), Poche', year: 1979 },
      { cell: '2019-03-05T01:00:00+01:00', year: 2019 },
      { cell: '44 BC', year: -44 },
      { cell: '0101-01-01T00:00:00+00:00', year: null },
      { cell: '0', year: null },
      { cell: '9999', year: null },
      { cell: 'n.d.', year: null },
    ])
    .run(({ assert }, { cell, year }) => {
      assert.equal(toYear(cell, 2030), year)
    })

  test('takes the moment when a book was added, unless it is to come', ({ assert }) => {
    const now = DateTime.local(2026, 11, 23, 12) as DateTime<true>

    assert.equal(toTimestamp('2026/01/31 01:14:08.946172952', now), '2026-01-31 01:14:08')
    assert.equal(toTimestamp('[2006-08-09]', now), '2006-08-09 00:00:00')
    assert.isNull(toTimestamp('2027/01/01', now))
    assert.isNull(toTimestamp('2026/02/31', now))
    assert.isNull(toTimestamp('yesterday', now))
  })
})

test.group('Import | series', () => {
  test('"{cell}" is volume {volume} of {series}')
    .with([
      { cell: 'Earthsea Cycle, #2', series: 'Earthsea Cycle', volume: '2' },
      { cell: 'The Locked Tomb #1', series: 'The Locked Tomb', volume: '1' },
      { cell: 'Dune, #0.5', series: 'Dune', volume: '0.5' },
      { cell: 'Harry Potter, #1-3', series: 'Harry Potter', volume: '1-3' },
      { cell: 'Memory, Sorrow, and Thorn, #3', series: 'Memory, Sorrow, and Thorn', volume: '3' },
      { cell: 'Helm guides (12)', series: 'Helm guides', volume: '12' },
      { cell: 'InCryptid [8.0]', series: 'InCryptid', volume: '8' },
      { cell: 'Was ist was ; Bd. 7', series: 'Was ist was', volume: '7' },
      { cell: 'Was ist was, Band 7', series: 'Was ist was', volume: '7' },
      { cell: 'Astérix, tome 4', series: 'Astérix', volume: '4' },
      { cell: 'Earthsea (Vol. 2)', series: 'Earthsea', volume: '2' },
      { cell: 'Reihe (Bd. 5)', series: 'Reihe', volume: '5' },
      { cell: 'Earthsea: Vol. 2', series: 'Earthsea', volume: '2' },
      { cell: 'Reihe - Band 2', series: 'Reihe', volume: '2' },
      { cell: 'X-Men, vol. 3', series: 'X-Men', volume: '3' },
      { cell: 'Que sais-je ? n° 42', series: 'Que sais-je ?', volume: '42' },
    ])
    .run(({ assert }, { cell, series, volume }) => {
      assert.deepEqual(splitSeries(cell), { series, volume, rest: undefined })
    })

  test('tells further series apart', ({ assert }) => {
    assert.deepEqual(splitSeries('Discworld, #8; City Watch, #1'), {
      series: 'Discworld',
      volume: '8',
      rest: 'City Watch, #1',
    })
  })

  test('"{$self}" tells no volume')
    .with([
      ...['Old Kingdom / Abhorsen', 'Apollo 13', 'Medieval Life [4th Series]', 'Novels (1984)x'],
      ...['The Selection, #0.5, 2.5', 'Ice and Fire, #3: Part 2 of 2', 'Imajica Part #1/2', ''],
      ...['Discworld, #40, Moist von Lipwig #3', 'Band of Brothers 2', 'Casino 2'],
    ])
    .run(({ assert }, cell) => assert.isUndefined(splitSeries(cell)))

  test('reads the volume "{cell}" as {volume}')
    .with([
      { cell: '8.0', volume: '8' },
      { cell: '2.5', volume: '2.5' },
      { cell: 'Vol. 3', volume: '3' },
      { cell: 'Bd. 12', volume: '12' },
      { cell: '#4', volume: '4' },
      { cell: 'Nº 5', volume: '5' },
      { cell: 'III', volume: 'III' },
      { cell: 'Tome', volume: 'Tome' },
    ])
    .run(({ assert }, { cell, volume }) => assert.equal(toVolume(cell), volume))
})

test.group('Import | languages', () => {
  test('"{cell}" is {code}')
    .with([
      { cell: 'eng', code: 'en' },
      { cell: 'en-US', code: 'en' },
      { cell: 'English', code: 'en' },
      { cell: 'fre', code: 'fr' },
      { cell: 'Français', code: 'fr' },
      { cell: 'German, English', code: 'de' },
      { cell: 'Ancient Greek', code: 'grc' },
      { cell: 'fil', code: 'fil' },
      { cell: 'und', code: null },
      { cell: 'Klingonese', code: null },
      { cell: '???', code: null },
    ])
    .run(({ assert }, { cell, code }) => {
      assert.equal(toLanguageCode(cell), code)
    })
})

test.group('Import | own format', () => {
  test('no cell is a formula, and each reads back as it was', ({ assert }) => {
    for (const cell of [
      '=1+1',
      '+x',
      '-0069',
      '@a',
      "'=x",
      "''=x",
      "'Salem's Lot",
      "'",
      '',
      'plain',
      '\tx',
    ]) {
      assert.notMatch(guard(cell), /^[=+\-@\t\r]/)
      assert.equal(unguard(guard(cell)), cell)
    }
    assert.equal(guard("'Salem's Lot"), "'Salem's Lot")
  })

  test('names in one cell read back as they were', ({ assert }) => {
    for (const names of [['A', 'B'], ['A; B', 'C\\'], ['\\; x', ' y'], ['Le Guin, Ursula'], []]) {
      assert.deepEqual(splitNames(joinNames(names)), names)
    }
  })
})
