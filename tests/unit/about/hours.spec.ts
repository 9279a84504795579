import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { comingClosedDays, isClosedOn, readClosedDays, writeClosedDays } from '#about/closed_days'
import { type Hours, openingAt, readHours, WEEKDAYS, writeHours } from '#about/opening_hours'

const HOURS: Hours = {
  monday: [
    ['10:00', '12:00'],
    ['14:00', '18:00'],
  ],
  friday: [['20:00', '24:00']],
}

/** "open until 2026-11-30 12:00" in Berlin. */
function stateAt(moment: string, closedDays: string[] = [], hours = HOURS) {
  const at = DateTime.fromISO(moment, { zone: 'Europe/Berlin' })
  const state = openingAt(hours, closedDays, at)
  return (
    state &&
    `${state.isOpen ? 'open' : 'closed'} until ${state.until?.toFormat('yyyy-MM-dd HH:mm') ?? 'ever'}`
  )
}

test.group('Opening hours', () => {
  test('tell whether the library is open, and until when', ({ assert }) => {
    for (const [moment, state] of [
      ['2026-11-30T09:59', 'closed until 2026-11-30 10:00'],
      ['2026-11-30T10:00', 'open until 2026-11-30 12:00'],
      ['2026-11-30T11:59:59', 'open until 2026-11-30 12:00'],
      ['2026-11-30T12:00', 'closed until 2026-11-30 14:00'],
      ['2026-11-30T18:00', 'closed until 2026-12-04 20:00'],
      ['2026-12-04T23:59', 'open until 2026-12-05 00:00'],
      ['2026-12-05T00:00', 'closed until 2026-12-07 10:00'],
    ]) {
      assert.equal(stateAt(moment), state, moment)
    }
  })

  test('do not count on closed days', ({ assert }) => {
    assert.equal(stateAt('2026-11-30T11:00', ['2026-11-30']), 'closed until 2026-12-04 20:00')
    const holidays = ['2026-12-24/2027-01-06', '12-07']
    assert.equal(stateAt('2026-12-07T11:00', holidays), 'closed until 2026-12-11 20:00')
    assert.equal(stateAt('2026-12-25T11:00', holidays), 'closed until 2027-01-08 20:00')
    assert.isNull(stateAt('2026-12-25T11:00', ['2026-01-01/2030-01-01']))
    assert.isNull(stateAt('2026-12-25T11:00', [], {}))
  })

  test('go by the clock on the wall when it is put forward or back', ({ assert }) => {
    const hours: Hours = { sunday: [['01:00', '12:00']] }
    assert.equal(stateAt('2027-03-28T01:30', [], hours), 'open until 2027-03-28 12:00')
    assert.equal(stateAt('2027-10-31T01:30', [], hours), 'open until 2027-10-31 12:00')
    assert.equal(
      openingAt(hours, [], DateTime.fromISO('2027-03-28T01:30', { zone: 'Europe/Berlin' }))!
        .until!.toUTC()
        .toISO(),
      '2027-03-28T10:00:00.000Z'
    )
  })

  test('that follow each other are one time of being open, over midnight too', ({ assert }) => {
    const hours: Hours = {
      friday: [
        ['10:00', '12:00'],
        ['12:00', '14:00'],
        ['20:00', '24:00'],
      ],
      saturday: [['00:00', '02:00']],
    }
    assert.equal(stateAt('2026-12-04T11:00', [], hours), 'open until 2026-12-04 14:00')
    assert.equal(stateAt('2026-12-04T21:00', [], hours), 'open until 2026-12-05 02:00')
    assert.equal(stateAt('2026-12-05T01:00', [], hours), 'open until 2026-12-05 02:00')
    assert.equal(stateAt('2026-12-04T21:00', ['2026-12-05'], hours), 'open until 2026-12-05 00:00')
    const always = Object.fromEntries(WEEKDAYS.map((day) => [day, [['00:00', '24:00']]])) as Hours
    assert.equal(stateAt('2026-12-04T21:00', [], always), 'open until ever')
    assert.equal(stateAt('2026-12-04T21:00', ['2026-12-07'], always), 'open until 2026-12-07 00:00')
  })

  test('hold where the clock is put forward at midnight', ({ assert }) => {
    const at = DateTime.fromISO('2026-09-05T23:00', { zone: 'America/Santiago' })
    const state = openingAt({ saturday: [['20:00', '24:00']] }, [], at)!
    assert.equal(state.until!.toISO(), '2026-09-06T01:00:00.000-03:00')
    const before = openingAt({ monday: [['00:00', '12:00']] }, [], at)!
    assert.equal(before.until!.toISO(), '2026-09-07T00:00:00.000-03:00')
  })

  test('are read as people write them', ({ assert }) => {
    for (const [text, written] of [
      ['10:00-12:00, 14:00-18:00', '10:00-12:00, 14:00-18:00'],
      ['9-12', '09:00-12:00'],
      ['9.30 – 12', '09:30-12:00'],
      ['9:30 to 24:00', '09:30-24:00'],
      ['10-12;14-18', '10:00-12:00, 14:00-18:00'],
      ['10-12, 12-14', '10:00-12:00, 12:00-14:00'],
      ['closed', ''],
      ['Closed', ''],
      ['  ', ''],
    ]) {
      assert.equal(writeHours(readHours(text)), written, text)
    }
  })

  test('that are none are refused with a sentence')
    .with([
      ['18:00-10:00', '18:00-10:00 ends before it begins.'],
      ['10:00-10:00', '10:00-10:00 ends before it begins.'],
      ['10-14, 12-18', '10:00-14:00 and 12:00-18:00 overlap, or stand in the wrong order.'],
      ['14-18, 10-12', '14:00-18:00 and 10:00-12:00 overlap, or stand in the wrong order.'],
      ['10-25', '"10-25" are no opening hours. Write them as 10:00-18:00.'],
      ['10:60-12', '"10:60-12" are no opening hours. Write them as 10:00-18:00.'],
      ['24:00-24:00', '"24:00-24:00" are no opening hours. Write them as 10:00-18:00.'],
      ['in the morning', '"in the morning" are no opening hours. Write them as 10:00-18:00.'],
      ['10-12,', '"" are no opening hours. Write them as 10:00-18:00.'],
      ['10', '"10" are no opening hours. Write them as 10:00-18:00.'],
    ])
    .run(({ assert }, [text, sentence]) => {
      assert.throws(() => readHours(text), sentence)
    })

  test('any text is read, or refused as a sentence', ({ assert }) => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789:.-–,; to') }), (text) => {
        try {
          const spans = readHours(text)
          assert.deepEqual(readHours(writeHours(spans)), spans)
        } catch (error) {
          assert.equal(Object(error).code, 'E_REFUSED')
        }
      }),
      { numRuns: 2_000 }
    )
  })
})

test.group('Closed days', () => {
  const day = (iso: string) => DateTime.fromISO(iso)

  test('are days, spans of days, and days of each year', ({ assert }) => {
    const days = readClosedDays('2027-05-01\n2026-12-24 to 2027-01-02\n\n12-25\n02-29')
    assert.deepEqual(days, ['2027-05-01', '2026-12-24/2027-01-02', '12-25', '02-29'])
    assert.deepEqual(readClosedDays(writeClosedDays(days)), days)
    const closed = [
      '2027-05-01',
      '2026-12-24',
      '2026-12-30',
      '2027-01-02',
      '2030-12-25',
      '2028-02-29',
    ]
    for (const iso of closed) assert.isTrue(isClosedOn(days, day(iso)), iso)
    for (const iso of ['2026-05-01', '2026-12-23', '2027-01-03', '2030-12-24', '2027-02-28']) {
      assert.isFalse(isClosedOn(days, day(iso)), iso)
    }
  })

  test('that are still to come are told in their order', ({ assert }) => {
    const days = ['2027-05-01', '2020-01-01', '12-25', '2026-11-20/2026-12-03', '01-01', '02-29']
    const coming = comingClosedDays(days, day('2026-12-01'))
    assert.deepEqual(
      coming.map(({ first, last }) => `${first.toISODate()}/${last.toISODate()}`),
      [
        '2026-11-20/2026-12-03',
        '2026-12-25/2026-12-25',
        '2027-01-01/2027-01-01',
        '2027-05-01/2027-05-01',
        '2028-02-29/2028-02-29',
      ]
    )
  })

  test('that are none are refused with a sentence')
    .with([
      ['2027-02-30', /^"2027-02-30" is no closed day/],
      ['13-01', /^"13-01" is no closed day/],
      ['02-30', /^"02-30" is no closed day/],
      ['1 May', /^"1 May" is no closed day/],
      ['2027-05-01 to', /is no closed day/],
      ['2027-05-01 to 2027-05-02 to 2027-05-03', /is no closed day/],
      ['12-24 to 12-26', /is no closed day/],
      ['2027-01-02 to 2026-12-24', /^"2027-01-02 to 2026-12-24" ends before it begins/],
      ['2027-05-01\n'.repeat(201), /^201 closed days are too many; 200 have room/],
    ] as [string, RegExp][])
    .run(({ assert }, [text, sentence]) => {
      assert.throws(() => readClosedDays(text), sentence)
    })
})
