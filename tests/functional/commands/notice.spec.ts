import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import LibraryNotice from '#commands/library_notice'
import Library from '#models/library'
import Notice from '#models/notice'
import { runCommand } from '#tests/helpers/console'
import { tellNothing } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

const inDays = (days: number) => DateTime.now().plus({ days }).toISODate()!

async function noticeOnHome() {
  const page = await new Visitor().visit('/')
  return page.text('#notice p')
}

test.group('Console | library:notice', (group) => {
  group.each.setup(() => Notice.takeDown())
  group.each.teardown(() => Notice.takeDown())

  test('puts a notice up, shows it, and takes it down', async ({ assert }) => {
    const none = await runCommand(LibraryNotice, [])
    assert.deepEqual(none.output, ['No notice is up.'])

    const put = await runCommand(LibraryNotice, ['Closed on Monday'])
    assert.equal(put.exitCode, 0)
    assert.deepEqual(put.output, ['Closed on Monday'])
    assert.equal(await noticeOnHome(), 'Closed on Monday')

    const show = await runCommand(LibraryNotice, [])
    assert.deepEqual(show.output, ['Closed on Monday'])

    const cleared = await runCommand(LibraryNotice, ['--clear'])
    assert.equal(cleared.exitCode, 0)
    assert.deepEqual(cleared.output, ['No notice is up.'])
    assert.equal(await noticeOnHome(), '')
  })

  test('a new notice takes the place of the one before', async ({ assert }) => {
    await runCommand(LibraryNotice, ['Closed on Monday'])
    await runCommand(LibraryNotice, ['Closed on Tuesday'])
    assert.equal(await noticeOnHome(), 'Closed on Tuesday')
    assert.lengthOf(await Notice.all(), 1)
  })

  test('takes a last day, today at the earliest', async ({ assert }) => {
    const { output } = await runCommand(LibraryNotice, ['Closed', `--until=${inDays(7)}`])
    assert.deepEqual(output, [`Closed  (until ${inDays(7)})`])
    const last = await runCommand(LibraryNotice, ['Closed today', `--until=${inDays(0)}`])
    assert.equal(last.exitCode, 0)
    assert.equal(await noticeOnHome(), 'Closed today')

    for (const until of [inDays(-1), 'soon', '', '2027-02-30']) {
      const { exitCode, errors } = await runCommand(LibraryNotice, ['Open', `--until=${until}`])
      assert.equal(exitCode, 1, until)
      assert.include(errors[0], 'The last day must be today or later, for example 2027-01-31.')
    }
    assert.equal(await noticeOnHome(), 'Closed today')
  })

  test('refuses no words, too many, and --clear with words', async ({ assert }) => {
    await runCommand(LibraryNotice, ['Closed on Monday'])
    for (const [args, sentence] of [
      [[''], 'A notice needs words.'],
      [['  \n '], 'A notice needs words.'],
      [['x'.repeat(501)], 'The notice has 501 characters; 500 are the most that fit.'],
      [['Open', '--clear'], '--clear takes the notice down. Use --clear alone.'],
      [[`--until=${inDays(1)}`], '--until needs the text of a notice.'],
    ] as [string[], string][]) {
      const { exitCode, errors } = await runCommand(LibraryNotice, args)
      assert.equal(exitCode, 1)
      assert.include(errors[0], sentence)
    }
    assert.equal(await noticeOnHome(), 'Closed on Monday')

    const { exitCode } = await runCommand(LibraryNotice, ['🙂'.repeat(500)])
    assert.equal(exitCode, 0)
  })

  test('takes the same in other languages, for who reads these', async ({ assert }) => {
    const { output } = await runCommand(LibraryNotice, [
      'Closed on Monday',
      'de: Montag geschlossen',
      'ar:مغلقة يوم الاثنين',
    ])
    assert.deepEqual(output, [
      'Closed on Monday',
      'de: Montag geschlossen',
      'ar: مغلقة يوم الاثنين',
    ])
    const shown = async (language: string) => {
      const page = await new Visitor().visit('/', { headers: { 'accept-language': language } })
      return [page.text('#notice p'), page.$('#notice p').attr('lang')]
    }
    assert.deepEqual(await shown('de'), ['Montag geschlossen', 'de'])
    assert.deepEqual(await shown('ar'), ['مغلقة يوم الاثنين', 'ar'])
    assert.deepEqual(await shown('fr'), ['Closed on Monday', ''])

    const reader = new Visitor()
    const { version } = (await Notice.current())!
    await reader.submit('/acknowledgements', { notice: version })
    const visit = await reader.visit('/visit', { headers: { 'accept-language': 'de' } })
    assert.include(visit.text('#notices'), 'Montag geschlossen')
  })

  test('its first words are in the language of the library, unless that has its own', async ({
    assert,
    cleanup,
  }) => {
    cleanup(tellNothing)
    await Library.tell({ language: 'de' })
    const languageFor = async (language: string) => {
      const page = await new Visitor().visit('/', { headers: { 'accept-language': language } })
      return page.$('#notice p').attr('lang')
    }
    await runCommand(LibraryNotice, ['Montag geschlossen'])
    assert.equal(await languageFor('fr'), 'de')
    await runCommand(LibraryNotice, ['Closed on Monday', 'de: Montag geschlossen'])
    assert.equal(await languageFor('fr'), '')
    assert.equal(await languageFor('de'), 'de')
  })

  test('refuses what is of no language of the site, and puts nothing up', async ({ assert }) => {
    for (const [other, sentence] of [
      ['Montag geschlossen', '"Montag geschlossen" does not begin with the code of a language'],
      ['xx: closed', '"xx: closed" does not begin with the code of a language'],
      ['de:  ', 'A notice needs words.'],
      [`de: ${'x'.repeat(501)}`, 'The notice has 501 characters'],
    ]) {
      const { exitCode, errors } = await runCommand(LibraryNotice, ['Closed', other])
      assert.equal(exitCode, 1)
      assert.include(errors[0], sentence)
    }
    for (const [args, sentence] of [
      [['Closed', 'de: A', 'de: B'], 'There are two texts in the language "de".'],
      [['de: Montag geschlossen'], 'Write them without a code.'],
    ] as [string[], string][]) {
      const { exitCode, errors } = await runCommand(LibraryNotice, args)
      assert.equal(exitCode, 1)
      assert.include(errors[0], sentence)
    }
    assert.equal(await noticeOnHome(), '')
  })

  test('prints JSON for machines', async ({ assert }) => {
    const { output } = await runCommand(LibraryNotice, ['Closed', `--until=${inDays(1)}`, '--json'])
    assert.deepEqual(JSON.parse(output[0]), {
      text: 'Closed',
      translations: null,
      last_day: inDays(1),
    })
    const cleared = await runCommand(LibraryNotice, ['--clear', '--json'])
    assert.equal(JSON.parse(cleared.output[0]), null)
  })
})
