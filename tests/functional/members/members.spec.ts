import { test } from '@japa/runner'
import { cardOf } from '#catalogue/cards'
import db from '@adonisjs/lucid/services/db'
import BookInstance from '#models/book_instance'
import { disagreements } from '#models/ledger'
import Loan from '#models/loan'
import Member from '#models/member'
import { today } from '#clock'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { signedIn } from '#tests/helpers/signed_in'
import { findInvalidHtml } from '#tests/helpers/valid_html'
import type { Page } from '#tests/helpers/visitor'

const FORM = {
  name: '',
  card: '',
  group: '',
  email: '',
  language: '',
  expires_on: '',
  barred: '',
  note: '',
}

/** Lends a copy of a new book. */
async function lendBook(member: Member, title: string, dueOn = today().plus({ days: 3 })) {
  const book = await listBook(title, { copies: 1 })
  const copy = await BookInstance.findByOrFail('bookId', book.id)
  await copy.lend(member)
  const loan = await Loan.query().where('copyId', copy.id).firstOrFail()
  await loan.merge({ dueOn }).save()
  await copy.merge({ dueBack: dueOn }).save()
  return copy
}

function names(page: Page) {
  return page
    .$('tbody .book-title')
    .toArray()
    .map((link) => page.$(link).text())
}

async function statusOf(page: Promise<Page>) {
  const { status } = await page
  return status
}

test.group('Members | list', (group) => {
  group.each.setup(emptyLibrary)

  test('tells card, group, books out, what is overdue, and who is barred', async ({ assert }) => {
    const { visitor } = await signedIn('helper')
    const anna = await Member.add({ name: 'Anna Berg', card: 'T-1', groupName: 'Class 3b' })
    await Member.add({ name: 'Ben Arp', card: 'T-2', barred: 'lost three books' })
    await Member.add({ name: 'Cem Zorn', card: 'T-3', expiresOn: today().minus({ days: 1 }) })
    await lendBook(anna, 'Emma')
    await lendBook(anna, 'Persuasion', today().minus({ days: 2 }))

    const page = await visitor.visit('/desk/members')
    assert.equal(page.text('caption'), '4 members')
    assert.deepEqual(names(page), ['Ben Arp', 'Anna Berg', 'The helper', 'Cem Zorn'])
    const rows = page.$('tbody tr').toArray()
    const texts = rows.map((row) => page.$(row).text().replace(/\s+/g, ' ').trim())
    assert.equal(texts[0], 'Ben Arp T-2 – 0 Barred')
    assert.equal(texts[1], 'Anna Berg T-1 Class 3b 2 1 overdue –')
    assert.equal(texts[3], 'Cem Zorn T-3 – 0 Expired')
    assert.notInclude(page.body, '/desk/members/create', 'a helper edits nobody')
  })

  test('finds by parts of the name in any script, by card and by e-mail', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    await Member.add({ name: 'Émile Ångström', card: 'T-1', email: 'Emile@Example.org' })
    await Member.add({ name: 'محمد علي', card: 'T-2' })
    await Member.add({ name: '山田 太郎', card: 'X 99' })
    for (const [q, expected] of [
      ['angs emi', 'Émile Ångström'],
      ['ÉMILE', 'Émile Ångström'],
      ['emile@example.ORG', 'Émile Ångström'],
      ['t-1', 'Émile Ångström'],
      ['علي', 'محمد علي'],
      ['太郎', '山田 太郎'],
      ['*x 99*', '山田 太郎'],
    ]) {
      const page = await visitor.visit(`/desk/members?q=${encodeURIComponent(q)}`)
      assert.deepEqual(names(page), [expected], q)
      assert.equal(page.$('#member').val(), q)
    }
    for (const q of ['nobody', '%', '_', '!!!', '\\', `${'z '.repeat(2_000)}`, '\u0000']) {
      const page = await visitor.visit(`/desk/members?q=${encodeURIComponent(q)}`)
      assert.equal(page.status, 200)
      if (q !== '\u0000') assert.include(page.text('.empty'), 'Nobody has this name', q)
    }
  })

  test('has pages', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    for (let number = 10; number < 32; number++) await Member.add({ name: `Same ${number}` })
    const page = await visitor.visit('/desk/members?q=same&page=2')
    assert.equal(page.text('caption'), '22 members, page 2 of 2')
    assert.deepEqual(names(page), ['Same 30', 'Same 31'])
    assert.equal(page.$('.pagination [rel=prev]').attr('href'), '/desk/members?q=same&page=1')
    const past = await visitor.visit('/desk/members?q=same&page=9')
    assert.deepEqual(names(past), ['Same 30', 'Same 31'])
  })

  test('is for who works at the desk', async ({ assert }) => {
    const member = await Member.add({ name: 'Anna Berg' })
    const { visitor: none } = await signedIn('none')
    const { visitor: helper } = await signedIn('helper')
    for (const path of ['/desk/members', `/desk/members/${member.id}`]) {
      assert.equal(await statusOf(none.visit(path)), 403)
      assert.equal(await statusOf(helper.visit(path)), 200)
    }
    const changes = [
      ['/desk/members', {}],
      [`/desk/members/${member.id}?_method=PUT`, { ...FORM, name: 'Changed' }],
      [`/desk/members/${member.id}?_method=DELETE`, {}],
    ] as const
    for (const [path, fields] of changes) {
      assert.equal(await statusOf(helper.submit(path, { ...fields })), 403, path)
    }
    assert.equal(await statusOf(helper.visit('/desk/members/download')), 403)
    assert.equal(await statusOf(helper.visit('/desk/members/files')), 403)
    await member.refresh()
    assert.equal(member.name, 'Anna Berg')
  })
})

test.group('Members | form', (group) => {
  group.each.setup(emptyLibrary)

  test('makes a member, with the next number', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const page = await visitor.submit('/desk/members', {
      ...FORM,
      name: '  Ana\u202E María \u0000 Ñúñez ',
      group: 'Class 1a',
      email: 'Ana@Example.org',
      language: 'es',
      expires_on: '2999-07-31',
      note: 'First line\r\n\r\nSecond\u0007 line',
    })
    assert.equal(page.text('.message'), 'Ana María Ñúñez is saved.')
    assert.equal(page.text('h1'), 'Ana María Ñúñez')
    const member = await Member.findByOrFail('email', 'Ana@Example.org')
    assert.match(member.card, /^P\d{5}$/)
    assert.equal(member.note, 'First line\n\nSecond line')
    assert.equal(member.expiresOn!.toISODate(), '2999-07-31')
    for (const text of [member.card, 'Class 1a', 'Spanish', '31 Jul 2999', 'No books out']) {
      assert.include(page.text('main'), text)
    }
  })

  test('says what is wrong at each field, and keeps what was typed', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const typed = {
      name: ' \u200b ',
      card: 'P00019',
      group: 'g'.repeat(101),
      email: 'no address <b>',
      language: 'tlh',
      expires_on: '2027-02-30',
      barred: '<script>alert(1)</script>',
      note: 'kept',
    }
    const page = await visitor.submit('/desk/members', typed)
    assert.equal(page.status, 422)
    assert.equal(page.text('#name-fault'), 'A name is needed.')
    assert.include(page.text('#card-fault'), 'a digit is wrong')
    assert.equal(page.text('#group-fault'), 'It has 101 characters; there is room for 100.')
    assert.equal(page.text('#email-fault'), 'This is no e-mail address.')
    assert.include(page.text('#language-fault'), 'does not speak this language')
    assert.include(page.text('#expires_on-fault'), 'This is no date')
    const summary = page.$('[role=alert][autofocus][tabindex=-1]')
    assert.equal(summary.find('li').length, 6)
    assert.equal(summary.find('a').first().attr('href'), '#name')
    for (const field of ['card', 'group', 'email', 'expires_on', 'barred'] as const) {
      assert.equal(page.$(`#${field}`).val(), typed[field])
    }
    assert.equal(page.$('#email').attr('aria-invalid'), 'true')
    assert.equal(page.$('#email').attr('aria-describedby'), 'email-fault')
    assert.equal(page.text('#note'), 'kept')
    assert.equal(await Member.query().where('note', 'kept').first(), null)
  })

  test('names who has the card and the e-mail address', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const anna = await Member.add({ name: 'Anna', card: 'T-1', email: 'anna@example.org' })
    const page = await visitor.submit('/desk/members', {
      ...FORM,
      name: 'Berta',
      card: 't-1',
      email: 'ANNA@example.org',
    })
    assert.equal(page.text('#card-fault'), 'Anna has this card.')
    assert.equal(page.text('#email-fault'), 'Anna has this e-mail address.')
    assert.equal(page.$('#email-fault a').attr('href'), `/desk/members/${anna.id}`)
    assert.equal(page.$('#card').val(), 't-1')
  })

  test('shows those of the same name before it saves another', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const first = await Member.add({ name: 'Anna Berg', groupName: 'Class 2' })
    const fields = { ...FORM, name: 'ANNA  Bérg' }
    const page = await visitor.submit('/desk/members', fields)
    assert.equal(page.status, 422)
    assert.include(page.text('[role=alert]'), 'There is a member of this name already: Anna Berg')
    assert.equal(page.$('[role=alert] a').attr('href'), `/desk/members/${first.id}`)
    assert.equal(page.text('form.preferences button'), 'Save all the same')
    const same = page.$('[name=same_name]').val() as string
    const saved = await visitor.submit('/desk/members', { ...fields, same_name: same })
    assert.equal(saved.text('.message'), 'ANNA Bérg is saved.')
    const list = await visitor.visit('/desk/members?q=anna')
    assert.equal(list.text('caption'), '2 members')
  })

  test('changes a member, who may stay without a name of their own', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    await Member.add({ name: 'Anna Berg' })
    const second = await Member.add({ name: 'Anna Berg', card: 'T-2', email: 'a@example.org' })
    const form = await visitor.visit(`/desk/members/${second.id}/edit`)
    assert.equal(form.$('#card').val(), 'T-2')
    assert.equal(form.$('#email').val(), 'a@example.org')
    const page = await visitor.submit(`/desk/members/${second.id}?_method=PUT`, {
      ...FORM,
      name: 'Anna Berg',
      barred: 'until the atlas is back',
    })
    assert.include(page.text('.message-alarm'), 'Barred: until the atlas is back')
    await second.refresh()
    assert.equal(second.card, 'T-2', 'nobody is without a card')
    assert.equal(second.email, null)
  })

  test('a card that is barred signs nobody in any more', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const { member, visitor: barred } = await signedIn('helper')
    assert.equal(await statusOf(barred.visit('/desk/members')), 200)
    await visitor.submit(`/desk/members/${member.id}?_method=PUT`, {
      ...FORM,
      name: member.name,
      barred: 'for a while',
    })
    const page = await barred.visit('/desk/members', { redirect: 'manual' })
    assert.equal(page.headers.get('location'), '/sign-in?to=%2Fdesk%2Fmembers')
  })

  test('nobody changes somebody whose role is above their own', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const { member: admin } = await signedIn('admin')
    const page = await visitor.visit(`/desk/members/${admin.id}`)
    assert.equal(page.status, 200)
    assert.notInclude(page.body, '/edit')
    assert.notInclude(page.body, '_method=DELETE')
    assert.equal(await statusOf(visitor.visit(`/desk/members/${admin.id}/edit`)), 403)
    const path = `/desk/members/${admin.id}?_method=`
    const fields = { ...FORM, name: 'Taken over', email: 'mine@example.org' }
    assert.equal(await statusOf(visitor.submit(`${path}PUT`, fields)), 403)
    assert.equal(await statusOf(visitor.submit(`${path}DELETE`, {})), 403)
    await admin.refresh()
    assert.equal(admin.name, 'The admin')
  })

  test('a role cannot be given here, and ids that are none are not found', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    await visitor.submit('/desk/members', { ...FORM, name: 'Anna', role: 'admin', id: '7' })
    const anna = await Member.findByOrFail('name', 'Anna')
    assert.equal(anna.role, 'none')
    for (const id of ['999999', '0', 'abc', '1e3', '99999999999999999999']) {
      assert.equal(await statusOf(visitor.visit(`/desk/members/${id}`)), 404)
      const path = `/desk/members/${id}?_method=PUT`
      assert.include([404, 405], await statusOf(visitor.submit(path, FORM)))
    }
    const large = await visitor.submit('/desk/members', { ...FORM, name: 'x'.repeat(1_000_000) })
    assert.equal(large.status, 413)
    const arrays = await visitor.submit('/desk/members', { 'name[]': 'a', 'card[x]': 'b' })
    assert.equal(arrays.text('#name-fault'), 'A name is needed.')
  })

  test('a card that was brought along is not given a second time', async ({ assert }) => {
    const { visitor, member } = await signedIn('librarian')
    const card = cardOf(member.id + 2)
    await visitor.submit('/desk/members', { ...FORM, name: 'Anna', card })
    const page = await visitor.submit('/desk/members', { ...FORM, name: 'Berta' })
    assert.equal(page.text('h1'), 'Berta')
    const berta = await Member.findByOrFail('name', 'Berta')
    assert.equal(berta.card, cardOf(member.id + 3))
  })
})

test.group('Members | page', (group) => {
  group.each.setup(emptyLibrary)

  test('shows what is out, and deletes nobody with a book in hand', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const anna = await Member.add({ name: 'Anna', note: 'Likes sea stories' })
    const copy = await lendBook(anna, 'Emma', today().minus({ days: 1 }))
    const address = `/desk/members/${anna.id}`
    const page = await visitor.visit(address)
    assert.equal(page.text('#open'), '1 book out')
    assert.include(page.text('main'), 'Likes sea stories')
    assert.equal(page.$('.memories a').attr('href'), `/copies/${copy.id}`)
    assert.include(page.text('.memories'), 'Emma')
    assert.include(page.text('.memories'), 'overdue')
    assert.notInclude(page.body, '_method=DELETE')
    assert.include(page.text('main'), 'Can be deleted once the book is returned.')

    const refused = await visitor.submit(`${address}?_method=DELETE`, {})
    assert.equal(refused.text('.message'), 'Anna was not deleted.')
    assert.isNotNull(await Loan.openOf(copy.id))

    await copy.return()
    const free = await visitor.visit(address)
    assert.include(free.text('.confirm'), `Anna, card ${anna.card}, will be deleted`)
    const deleted = await visitor.submit(`${address}?_method=DELETE`, {})
    assert.equal(deleted.text('.message'), 'Anna is deleted.')
    assert.equal(await statusOf(visitor.visit(address)), 404)
    const loan = await Loan.query().where('copyId', copy.id).firstOrFail()
    assert.equal(loan.memberId, null)
  })

  test('of a deletion and a loan at the same time one wins', async ({ assert }) => {
    for (let round = 0; round < 5; round++) {
      const anna = await Member.add({ name: 'Anna' })
      const book = await listBook('Emma', { copies: 1 })
      const copy = await BookInstance.findByOrFail('bookId', book.id)
      await Promise.allSettled([copy.lend(anna, { dueOn: today() }), Member.remove(anna.id)])
      const open = await Loan.openOf(copy.id)
      const kept = await Member.find(anna.id)
      assert.equal(open?.memberId, kept?.id)
      assert.deepEqual(await disagreements(db.connection()), [])
    }
  })

  test('past loans are shown where a history is kept, and nowhere else', async ({ assert }) => {
    const { visitor } = await signedIn('helper')
    const anna = await Member.add({ name: 'Anna' })
    const copy = await lendBook(anna, 'Emma')
    await copy.return()
    const without = await visitor.visit(`/desk/members/${anna.id}`)
    assert.notInclude(without.body, 'Emma')
    await anna.merge({ isHistoryKept: true }).save()
    const page = await visitor.visit(`/desk/members/${anna.id}`)
    assert.match(page.text('main'), /Returned books Emma returned on \d+ /)
  })

  test('the last admin is not deleted', async ({ assert }) => {
    const { visitor, member } = await signedIn('admin')
    const address = `/desk/members/${member.id}`
    const page = await visitor.visit(address)
    assert.include(page.text('main'), 'The last admin cannot be deleted.')
    await visitor.submit(`${address}?_method=DELETE`, {})
    assert.equal(await statusOf(visitor.visit(address)), 200)
  })

  test('each page is valid HTML', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const anna = await Member.add({ name: 'Anna', email: 'a@example.org', barred: 'so', note: 'x' })
    await lendBook(await Member.add({ name: 'Ben' }), 'Emma')
    const form = '/desk/members/create'
    for (const path of ['', '?q=a', '?q=zzz', `/${anna.id}`, `/${anna.id}/edit`, '/files']) {
      const { body } = await visitor.visit(`/desk/members${path}`)
      assert.deepEqual(await findInvalidHtml(body), [], path)
    }
    const faulty = await visitor.submit('/desk/members', { ...FORM, name: '', card: anna.card })
    assert.deepEqual(await findInvalidHtml(faulty.body), [], form)
    const namesake = await visitor.submit('/desk/members', { ...FORM, name: 'Anna' })
    assert.deepEqual(await findInvalidHtml(namesake.body), [], form)
  })

  test('is in German to who reads that', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const anna = await Member.add({ name: 'Anna' })
    const page = await visitor.visit(`/desk/members/${anna.id}?lang=de`)
    assert.equal(page.text('#open'), 'Nichts entliehen')
    const form = await visitor.submit('/desk/members?lang=de', FORM)
    assert.equal(form.text('#name-fault'), 'Ein Name ist nötig.')
  })
})
