import db from '@adonisjs/lucid/services/db'
import { freezeTime, test } from '@japa/runner'
import { load } from 'cheerio'
import { today } from '#clock'
import { appUrl } from '#config/app'
import Library from '#models/library'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { ownOrigin, Visitor } from '#tests/helpers/visitor'

const FACTS = {
  name: 'Bücherei am Markt',
  line: 'Bücher für alle in der Altstadt',
  address: 'Marktplatz 1\n12345 Altstadt',
  phone: '+49 (30) 123-456',
  email: 'post@buecherei.example',
  hours: {
    monday: [
      ['10:00', '12:00'],
      ['14:00', '18:00'],
    ],
    friday: [['20:00', '24:00']],
  } as Library['hours'],
  closedDays: ['12-25', '2026-12-27/2027-01-02'],
  language: 'de',
  colour: 'blue',
  timeZone: 'Europe/Berlin',
}

function inLanguage(code: string) {
  return { headers: { 'accept-language': code } }
}

async function openingOnHome(code = 'en') {
  const home = await new Visitor().visit('/', inLanguage(code))
  return home.text('.opening')
}

test.group('The library', (group) => {
  group.each.setup(async () => {
    await emptyLibrary()
    await Library.tell(FACTS)
    return emptyLibrary
  })

  test('its name stands wherever the site names itself', async ({ assert }) => {
    const book = await listBook('Emma')
    const visitor = new Visitor()
    const { name } = FACTS
    for (const address of ['/', '/books', `/books/${book.id}`, '/about', '/visit', '/nowhere']) {
      const page = await visitor.visit(address)
      assert.equal(page.text('.brand'), name, address)
      assert.include(page.text('title'), name, address)
      assert.equal(page.$('meta[property="og:site_name"]').attr('content'), name, address)
      assert.include(page.text('footer'), `${name}: Bücher für alle in der Altstadt`, address)
      assert.notInclude(page.body, 'Local Library', address)
      assert.equal(page.$('html').attr('data-colour'), 'blue', address)
    }
    for (const address of ['/feed.xml', '/opensearch.xml', '/manifest.webmanifest']) {
      const { body } = await visitor.visit(address)
      assert.include(body, name, address)
      assert.notInclude(body, 'Local Library', address)
    }
    const { $ } = await visitor.visit('/')
    assert.include($('script[type="application/ld+json"]').text(), `"name":"${name}"`)
  })

  test('a long name is cut where its place is short', async ({ assert }) => {
    await Library.tell({ name: 'The Public Library of the Town at the Foot of the Hill <&>' })
    const { body } = await new Visitor().visit('/opensearch.xml')
    const $ = load(body, { xml: true })
    assert.equal($('ShortName').text(), 'The Public Libr…')
    assert.equal([...$('LongName').text()].length, 48)
  })

  test('a page of its own shows what it tells, in the language of whoever reads', async ({
    assert,
  }) => {
    freezeTime(new Date('2026-11-30T10:30:00Z'))
    const page = await new Visitor().visit('/about', inLanguage('en'))
    assert.equal(page.text('h1'), FACTS.name)
    assert.equal(page.text('main .opening'), 'Open now, until 12:00.')
    const hours = page.$('[aria-labelledby=hours] dl > div').toArray()
    assert.deepEqual(
      hours.map((row) => page.$(row).text().replace(/\s+/g, ' ').trim()),
      [
        'Monday 10:00–12:00 14:00–18:00',
        'Tuesday Closed',
        'Wednesday Closed',
        'Thursday Closed',
        'Friday 20:00–0:00',
        'Saturday Closed',
        'Sunday Closed',
      ]
    )
    assert.equal(page.text('[aria-current=date] dt'), 'Monday')
    assert.equal(
      page.text('[aria-labelledby=closed-days] li:nth-child(2)'),
      '27 Dec 2026 to 2 Jan 2027'
    )
    assert.equal(page.$('[aria-labelledby=contact] .lines').text(), FACTS.address)
    assert.equal(page.$('a[href^=tel]').attr('href'), 'tel:+4930123456')
    assert.equal(page.$('a[href^=mailto]').attr('href'), 'mailto:post@buecherei.example')

    const arabic = await new Visitor().visit('/about', inLanguage('ar'))
    assert.equal(arabic.text('[aria-labelledby=hours] div:first-child dt'), 'السبت')
    assert.equal(arabic.$('h1 [dir=auto]').length, 1)
  })

  test('machines read it in the words of schema.org', async ({ assert }) => {
    freezeTime(new Date('2026-11-30T10:30:00Z'))
    const { $ } = await new Visitor().visit('/about')
    const facts = JSON.parse($('script[type="application/ld+json"]').text())
    assert.containSubset(facts, {
      '@context': 'https://schema.org',
      '@type': 'Library',
      'url': appUrl,
      'name': FACTS.name,
      'description': FACTS.line,
      'address': 'Marktplatz 1, 12345 Altstadt',
      'telephone': FACTS.phone,
      'email': FACTS.email,
    })
    assert.deepEqual(
      facts.openingHoursSpecification.map(
        ({ dayOfWeek, opens, closes }: Record<string, string>) => [dayOfWeek, opens, closes]
      ),
      [
        ['https://schema.org/Monday', '10:00', '12:00'],
        ['https://schema.org/Monday', '14:00', '18:00'],
        ['https://schema.org/Friday', '20:00', '23:59'],
      ]
    )
    assert.deepEqual(facts.specialOpeningHoursSpecification[1], {
      '@type': 'OpeningHoursSpecification',
      'validFrom': '2026-12-27',
      'validThrough': '2027-01-02',
      'opens': '00:00',
      'closes': '00:00',
    })
  })

  test('the home page says whether it is open, by the clock of the library', async ({ assert }) => {
    for (const [moment, english, german] of [
      ['2026-11-30T09:00:00Z', 'Open now, until 12:00.', 'Jetzt geöffnet, bis 12:00 Uhr.'],
      [
        '2026-11-30T11:00:00Z',
        'Closed now. Opens today at 14:00.',
        'Jetzt geschlossen. Öffnet heute um 14:00 Uhr.',
      ],
      [
        '2026-12-03T20:00:00Z',
        'Closed now. Opens tomorrow at 20:00.',
        'Jetzt geschlossen. Öffnet morgen um 20:00 Uhr.',
      ],
      [
        '2026-11-30T20:00:00Z',
        'Closed now. Opens on Friday at 20:00.',
        'Jetzt geschlossen. Öffnet am Freitag um 20:00 Uhr.',
      ],
      [
        '2026-12-26T20:00:00Z',
        'Closed now. Opens on Monday 4 January at 10:00.',
        'Jetzt geschlossen. Öffnet am Montag, 4. Januar um 10:00 Uhr.',
      ],
    ]) {
      freezeTime(new Date(moment))
      await Library.tell({})
      assert.equal(await openingOnHome(), english, moment)
      assert.equal(await openingOnHome('de'), german, moment)
    }
    await Library.tell({ hours: { monday: [], friday: [] } })
    assert.equal(await openingOnHome(), '')
  })

  test('what the page says of now changes when its hour comes', async ({ assert }) => {
    freezeTime(new Date('2026-11-30T10:59:59Z'))
    assert.equal(await openingOnHome(), 'Open now, until 12:00.')
    freezeTime(new Date('2026-11-30T11:00:00Z'))
    assert.equal(await openingOnHome(), 'Closed now. Opens today at 14:00.')
  })

  test('its day is of its own time zone', async ({ assert }) => {
    freezeTime(new Date('2026-11-30T23:30:00Z'))
    await Library.tell({ timeZone: 'Pacific/Auckland' })
    assert.equal(today().toISODate(), '2026-12-01')
    await Library.tell({ timeZone: 'America/Los_Angeles' })
    assert.equal(today().toISODate(), '2026-11-30')
    freezeTime(new Date('2026-12-01T08:00:00Z'))
    assert.equal(today().toISODate(), '2026-12-01')
  })

  test('its language is for who asks for none that the site speaks', async ({ assert }) => {
    const spoken = async (code: string) => {
      const page = await new Visitor().visit('/about', inLanguage(code))
      return page.$('html').attr('lang')
    }
    assert.equal(await spoken(''), 'de')
    assert.equal(await spoken('xx'), 'de')
    assert.equal(await spoken('*'), 'de')
    assert.equal(await spoken('xx, *;q=0.1'), 'de')
    assert.equal(await spoken('es, *;q=0.1'), 'es')
    assert.equal(await spoken('fr'), 'fr')
    await db.from('library').update({ language: 'no longer spoken' })
    await Library.tell({ colour: 'no colour' })
    assert.equal(await spoken('xx'), 'en')
  })

  test('whatever its name is, pages are whole, and say just that', async ({ assert }) => {
    for (const name of [
      '</title></script><script>alert(1)</script>',
      '"><b>&amp;',
      '📚👩‍🏫',
      '\u200fمكتبة',
      '図書館',
      "L'Été\uffff",
    ]) {
      await Library.tell({ name, line: name, address: name })
      for (const address of ['/', '/about', '/nowhere']) {
        const page = await new Visitor().visit(address)
        assert.equal(page.$('.brand').text().trim(), name)
        assert.include(page.$('title').text(), name)
        const scripts = page.$('script:not([src])').toArray()
        assert.isTrue(scripts.every((script) => script.attribs.type === 'application/ld+json'))
        for (const script of scripts) {
          assert.equal(JSON.parse(page.$(script).text()).name, name)
        }
        assert.equal(page.$('footer b, header b, title b').length, 0)
      }
      const written = name.replace('\uffff', '')
      for (const [address, place] of [
        ['/feed.xml', 'feed > title'],
        ['/opensearch.xml', 'Description'],
      ]) {
        const { body } = await new Visitor().visit(address)
        assert.include(load(body, { xml: true })(place).text(), written, address)
        assert.notInclude(body, '\uffff')
      }
      for (const icon of ['favicon.svg', 'favicon.ico', 'apple-touch-icon.png', 'share.png']) {
        const { status } = await fetch(`${ownOrigin()}/${icon}`)
        assert.equal(status, 200, `${name} ${icon}`)
      }
    }
  })

  test('hours are told though it does not open for long', async ({ assert }) => {
    await Library.tell({ closedDays: ['2020-01-01/2099-12-31'] })
    const page = await new Visitor().visit('/about', inLanguage('en'))
    assert.equal(page.$('.opening').length, 0)
    assert.include(page.text('[aria-labelledby=hours]'), 'Monday')
  })

  test('its icons have its letter and colour, and their addresses change with them', async ({
    assert,
  }) => {
    const iconOf = async () => {
      const { $ } = await new Visitor().visit('/')
      const address = $('link[rel=icon][type]').attr('href')!
      const response = await fetch(ownOrigin() + address)
      return { address, svg: await response.text() }
    }
    const blue = await iconOf()
    assert.include(blue.svg, '#26517b')
    await Library.tell({ colour: 'red' })
    const red = await iconOf()
    assert.include(red.svg, '#7c352f')
    assert.notEqual(red.address, blue.address)
    await Library.tell({ name: 'Anarres' })
    const anarres = await iconOf()
    assert.notEqual(anarres.svg, red.svg)
    await Library.tell({ name: 'Astoria' })
    const astoria = await iconOf()
    assert.equal(astoria.svg, anarres.svg)
  })
})
