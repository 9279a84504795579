import { test } from '@japa/runner'
import Member from '#models/member'
import { letFallDue, shelve } from '#tests/helpers/lending'
import { openDemoLibrary } from '#tests/helpers/demo'
import { emptyLibrary } from '#tests/helpers/library'
import { signedIn } from '#tests/helpers/signed_in'
import { Visitor } from '#tests/helpers/visitor'

const FACTS = {
  name: 'Wolframina Zzyzx',
  card: 'UNMISTAKABLE-77',
  email: 'zzyzx@unmistakable.example',
  groupName: 'Unmistakables',
  note: 'An unmistakable note',
}

const WORDS = ['Wolframina', 'Zzyzx', 'UNMISTAKABLE']

test.group('Lending | the public pages', (group) => {
  group.each.setup(emptyLibrary)

  test('show no member, ever', async ({ assert }) => {
    const pages = await openDemoLibrary()
    const copy = await shelve('Emma')
    const late = await shelve('Dune')
    const member = await Member.add(FACTS)
    await copy.lend(member)
    await late.lend(member)
    await letFallDue(late, 3)
    const helper = await signedIn('helper')
    await helper.visitor.submit('/desk', { typed: member.card, scan: '1', at: '' })
    const { body } = await helper.visitor.visit('/desk')
    // Which the test would find
    assert.include(body, FACTS.name)

    const visitor = new Visitor()
    for (const id of [copy.bookId, late.bookId]) await visitor.submit(`/reading-list/${id}`, {})
    const addresses = [
      ...Object.values(pages),
      ...[copy, late].flatMap(({ id, bookId }) => [`/copies/${id}`, `/books/${bookId}`]),
      '/copies?status=on_loan',
      ...WORDS.flatMap((text) => [
        `/books?q=${text}`,
        `/books/suggestions?q=${text}`,
        `/authors?q=${text}`,
      ]),
      ...['slip', 'download/csv', 'download/bib', 'download/ris'].map(
        (path) => `/reading-list/${path}`
      ),
      '/visit/download',
      '/sign-in',
      ...['feed.xml', 'sitemap.xml', 'opensearch.xml', 'manifest.webmanifest', 'robots.txt'].map(
        (path) => `/${path}`
      ),
      '/health',
      '/desk',
      `/desk?typed=${FACTS.card}`,
      '/desk/loans',
    ]
    for (const address of addresses) {
      const searcher = address.includes('q=') ? new Visitor() : visitor
      const page = await searcher.visit(address)
      const text = [page.body, ...page.headers].join('\n').toLowerCase()
      for (const word of WORDS) {
        // What was asked for is said again
        if (!address.includes(word)) assert.notInclude(text, word.toLowerCase(), address)
      }
    }
    const onLoan = await visitor.visit(`/copies/${copy.id}`)
    assert.include(onLoan.text('.facts'), 'On loan')
    assert.notInclude(onLoan.body, '/desk')
  })

  test('lead who may lend to the desk, with the code of the copy', async ({ assert }) => {
    const copy = await shelve('Emma')
    const helper = await signedIn('helper')
    for (const path of [`/copies/${copy.id}`, `/books/${copy.bookId}`]) {
      const { $ } = await helper.visitor.visit(path)
      assert.lengthOf($(`a[href="/desk?typed=${copy.code}"]`).toArray(), 1)
    }
    const desk = await helper.visitor.visit(`/desk?typed=${copy.code}`)
    assert.equal(desk.$('#typed').attr('value'), copy.code)
    const reader = await signedIn('none')
    const page = await reader.visitor.visit(`/copies/${copy.id}`)
    assert.notInclude(page.body, '/desk?')
  })
})
