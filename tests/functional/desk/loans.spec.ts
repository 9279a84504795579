import { test } from '@japa/runner'
import { parse } from 'csv-parse/sync'
import type BookInstance from '#models/book_instance'
import Member from '#models/member'
import { inDays, letFallDue, shelve } from '#tests/helpers/lending'
import { emptyLibrary } from '#tests/helpers/library'
import { signedIn } from '#tests/helpers/signed_in'
import { type Page, Visitor } from '#tests/helpers/visitor'

const titles = ({ $ }: Page) =>
  $('td .book-title')
    .map((_, link) => $(link).text())
    .get()

test.group('Desk | loans', (group) => {
  let visitor: Visitor
  group.each.setup(async () => {
    await emptyLibrary()
    const helper = await signedIn('helper')
    visitor = helper.visitor
  })

  async function lend(title: string, member: Member | null, days: number) {
    const copy = await shelve(title)
    await copy.lend(member)
    await letFallDue(copy, -days)
    return copy
  }

  test('are shown by due date, with member, book and code; overdue alone too', async ({
    assert,
  }) => {
    const empty = await visitor.visit('/desk/loans')
    assert.include(empty.text('.empty'), 'Nothing is on loan.')
    const shevek = await Member.add({ name: 'Shevek' })
    const emma = await lend('Emma', shevek, 4)
    await lend('Dune', null, -2)
    await lend('Ulysses', shevek, -9)
    await shelve('Beowulf')

    const page = await visitor.visit('/desk/loans')
    assert.deepEqual(titles(page), ['Ulysses', 'Dune', 'Emma'])
    const rows = page.$('tbody tr').toArray()
    assert.include(page.$(rows[0]).text(), 'overdue')
    assert.notInclude(page.$(rows[1]).text(), 'Shevek')
    for (const fact of ['Shevek', shevek.card, emma.code]) {
      assert.include(page.$(rows[2]).text(), fact)
    }
    assert.include(page.text('caption'), '3 loans')
    assert.deepEqual(titles(await visitor.visit('/desk/loans?only=overdue')), ['Ulysses', 'Dune'])
    const second = await visitor.visit('/desk/loans?per_page=10&page=9')
    assert.lengthOf(titles(second), 3)
  })

  test('come as a file, in which nothing is a formula', async ({ assert }) => {
    const trickster = await Member.add({ name: '=cmd|calc', groupName: '+1' })
    const copy = await lend('@Home', trickster, 4)
    const { body, headers } = await visitor.visit('/desk/loans/download')
    assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8')
    const [row] = parse(body, { bom: true, columns: true }) as Record<string, string>[]
    assert.deepInclude(row, {
      'Due back': inDays(4).toISODate()!,
      'Member': "'=cmd|calc",
      'Group': "'+1",
      'Title': "'@Home",
      'Code': copy.code,
    })
    const overdue = await visitor.visit('/desk/loans/download?only=overdue')
    assert.notInclude(overdue.body, 'Home')
  })

  test('notices are a letter a member, in their language', async ({ assert }) => {
    const none = await visitor.visit('/desk/loans/notices')
    assert.include(none.text(), 'No member has overdue books.')
    const shevek = await Member.add({ name: 'Shevek', language: 'ar' })
    const takver = await Member.add({ name: 'Takver', language: 'de' })
    const bedap = await Member.add({ name: 'Bedap', language: 'tlh' })
    const copies: BookInstance[] = []
    for (const member of [shevek, takver, bedap]) {
      await lend(`In time for ${member.name}`, member, 2)
      copies.push(await lend(`Late for ${member.name}`, member, -2))
    }
    await lend('Late for nobody', null, -2)

    const page = await visitor.visit('/desk/loans/notices')
    const letters = page.$('.letter').toArray()
    assert.deepEqual(
      letters.map(({ attribs }) => [attribs.lang, attribs.dir]),
      [
        ['en', 'ltr'],
        ['ar', 'rtl'],
        ['de', 'ltr'],
      ]
    )
    const german = page.$(letters[2]).text()
    assert.include(german, 'Bitte bringen Sie diese Bücher zurück')
    assert.include(german, 'Late for Takver')
    assert.include(german, copies[1].code)
    assert.notInclude(page.body, 'In time')
    assert.notInclude(page.body, 'nobody')
  })

  test('are for who may lend', async ({ assert }) => {
    const reader = await signedIn('none')
    for (const path of ['', '/download', '/notices']) {
      const refused = await reader.visitor.visit(`/desk/loans${path}`)
      assert.equal(refused.status, 403)
      const stranger = await new Visitor().visit(`/desk/loans${path}`, { redirect: 'manual' })
      assert.include(stranger.headers.get('location'), '/sign-in')
    }
  })
})
