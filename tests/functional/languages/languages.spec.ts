import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import i18nManager from '@adonisjs/i18n/services/main'
import { test } from '@japa/runner'
import Book from '#models/book'
import RefusedException from '#exceptions/refused_exception'
import { LanguageFiles } from '#languages/language_files'
import { openDemoLibrary } from '#tests/helpers/demo'
import { tellEverything, tellNothing } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

const OTHERS = ['de', 'fr', 'es', 'ar']
const FURTHER = {
  'feed': '/feed.xml',
  'opensearch': '/opensearch.xml',
  'reading list, empty': '/reading-list',
  'slip': '/reading-list/slip',
  'shared list': '/reading-list/shared?books=nonsense',
  'search': '/books?q=hobbit&sort=newest',
  'misspelt': '/books?q=hobit',
  'forbidden method': '/health/nowhere/else',
}

function inLanguage(code: string) {
  return { headers: { 'accept-language': code } }
}

/** What English says in a whole sentence, or in words of some length, and the language says otherwise. */
function englishBut(code: string) {
  const others = i18nManager.getTranslationsFor(code)
  return Object.entries(i18nManager.getTranslationsFor('en'))
    .filter(([key, text]) => !/[{<]/.test(text) && text.length >= 8 && others[key] !== text)
    .map(([, text]) => text)
}

test.group('Languages', (group) => {
  let pages: Record<string, string>
  group.setup(async () => {
    const demo = await openDemoLibrary()
    pages = { ...demo, ...FURTHER }
    await tellEverything()
    return tellNothing
  })

  for (const code of OTHERS) {
    test(`all pages are in ${code} for a browser that asks for it`, async ({ assert }) => {
      const visitor = new Visitor()
      const book = await Book.query().firstOrFail()
      await visitor.submit(`/reading-list/${book.id}`, {}, inLanguage(code))
      const texts = englishBut(code)
      for (const [name, address] of Object.entries(pages)) {
        const page = await visitor.visit(address, inLanguage(code))
        const shown = page.body.replace(/<script[\s\S]*?<\/script>/g, '')
        if (!address.endsWith('.xml')) {
          assert.equal(page.$('html').attr('lang'), code, name)
          assert.equal(page.$('html').attr('dir'), code === 'ar' ? 'rtl' : 'ltr', name)
        }
        assert.match(page.headers.get('vary') ?? '', /accept-language/i, name)
        assert.deepEqual(
          texts.filter((text) => shown.includes(`>${text}<`) || shown.includes(`"${text}"`)),
          [],
          name
        )
        assert.notMatch(shown, /translation missing/, name)
      }
    })
  }

  test('the address stands before what was chosen, and that before the browser', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const spoken = async (address: string) => {
      const page = await visitor.visit(address, inLanguage('fr'))
      return page.$('html').attr('lang')
    }
    assert.equal(await spoken('/books'), 'fr')
    await visitor.submit('/preferences?_method=PATCH', { language: 'es' })
    assert.equal(await spoken('/books'), 'es')
    assert.equal(await spoken('/nowhere'), 'es')
    assert.equal(await spoken('/books?lang=de'), 'de')
    assert.equal(await spoken('/books?lang=xx'), 'es')
    assert.equal(await spoken('/books'), 'es')
  })

  test('what a browser asks for may be anything', async ({ assert }) => {
    for (const [asked, spoken] of [
      ['de-CH,fr;q=0.9', 'de'],
      ['xx, yy;q=0.5, ar;q=0.1', 'ar'],
      ['*', 'en'],
      ['', 'en'],
      ['x'.repeat(8_000), 'en'],
      ['de;q=nonsense;;,,=', 'en'],
      ['\u00e4\u00ff;q=1', 'en'],
    ]) {
      const page = await new Visitor().visit('/', inLanguage(asked))
      assert.equal(page.status, 200)
      assert.equal(page.$('html').attr('lang'), spoken, asked.slice(0, 40))
    }
  })

  test('what a visitor typed is never taken for a mark of a text', async ({ assert }) => {
    const typed = `</q> <q> <b>bold</b> ${'word '.repeat(60)}`
    const page = await new Visitor().visit(`/books?q=${encodeURIComponent(typed)}`)
    const shown = page.$('main .note span[dir=auto]').first()
    assert.isTrue(shown.text().startsWith('</q> <q> <b>bold</b> word'), shown.text())
    assert.lengthOf(shown.children(), 0)
  })

  test('each page names itself in all languages, its address as it is', async ({ assert }) => {
    const page = await new Visitor().visit('/authors', inLanguage('de'))
    const canonical = page.$('link[rel=canonical]').attr('href')
    assert.match(canonical!, /\/authors$/)
    const others = page.$('link[rel=alternate][hreflang]').toArray()
    assert.sameMembers(
      others.map((link) => page.$(link).attr('hreflang')),
      ['x-default', 'en', ...OTHERS]
    )
    assert.equal(page.$('link[hreflang=fr]').attr('href'), `${canonical}?lang=fr`)
    assert.equal(page.$('link[hreflang=x-default]').attr('href'), canonical)
  })

  test('a page that is asked for in a language is one of its own for search engines', async ({
    assert,
  }) => {
    const book = await Book.query().firstOrFail()
    for (const address of ['/authors', `/books/${book.id}`, '/authors?page=2']) {
      const separator = address.includes('?') ? '&' : '?'
      const page = await new Visitor().visit(`${address}${separator}lang=fr`)
      const canonical = page.$('link[rel=canonical]').attr('href')!
      assert.isTrue(canonical.endsWith(`${separator}lang=fr`), canonical)
      assert.equal(page.$('link[hreflang=fr]').attr('href'), canonical)
      assert.equal(page.$('link[hreflang=x-default]').attr('href'), canonical.slice(0, -8))
    }
  })
})

test.group('Languages | files', () => {
  async function folderWith(text: string, name = 'it.json') {
    const folder = await mkdtemp(join(tmpdir(), 'languages-'))
    await writeFile(join(folder, name), text)
    return new LanguageFiles(folder)
  }

  test('what is named for no language is refused', async ({ assert }) => {
    const files = await folderWith('{}', 'pt_BR.json')
    await assert.rejects(() => files.load(), /pt_BR\.json: "pt_BR" is no code of a language/)
    const known = await folderWith('{}', 'pt-BR.json')
    assert.deepEqual(await known.load(), { 'pt-BR': {} })
  })

  test('what is no JSON or no message is refused with its line', async ({ assert }) => {
    for (const [text, sentence] of [
      ['{\n "a": "b",\n "c" "d"\n}', /it\.json is no JSON: .*line 3/],
      ['{\n "a": {\n  "b": "{count, plural, one {#}"\n }\n}', /it\.json, line 3: the text "a\.b"/],
      ['{\n "a": 3\n}', /it\.json, line 2: "a" is no text/],
      ['[]', /it\.json is no JSON object/],
    ] as const) {
      const files = await folderWith(text)
      await assert.rejects(() => files.load(), RefusedException as never)
      await assert.rejects(() => files.load(), sentence)
    }
  })

  test('its sections become keys', async ({ assert }) => {
    const files = await folderWith('{ "a": { "b": "c", "d": { "e": "{f}" } } }')
    assert.deepEqual(await files.load(), { it: { 'a.b': 'c', 'a.d.e': '{f}' } })
  })
})
