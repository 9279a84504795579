import { test, timeTravel } from '@japa/runner'
import { parse } from 'csv-parse/sync'
import BookInstance from '#models/book_instance'
import { perform } from '#members/member_file'
import Loan from '#models/loan'
import Member from '#models/member'
import MemberFile from '#models/member_file'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { PASSWORD, signedIn } from '#tests/helpers/signed_in'
import { findInvalidHtml } from '#tests/helpers/valid_html'
import type { Page, Visitor } from '#tests/helpers/visitor'

function upload(visitor: Visitor, content: string | Uint8Array<ArrayBuffer>, name = 'members.csv') {
  const body = new FormData()
  body.set('file', new Blob([content]), name)
  return visitor.submit('/desk/members/files', {}, { body })
}

/** Says yes, or whatever a button of the page says. */
function press(visitor: Visitor, page: Page, method: 'PUT' | 'DELETE', fields = {}) {
  const action = page.$(`form[action$="?_method=${method}"]`).attr('action')!
  const version = page.$('[name=version]').val() as string
  return visitor.submit(action, method === 'PUT' ? { version, ...fields } : {})
}

function texts(page: Page, selector: string) {
  const found = page.$(selector).toArray()
  return found.map((each) => page.$(each).text().replace(/\s+/g, ' ').trim())
}

async function lendBook(member: Member) {
  const book = await listBook('Emma', { copies: 1 })
  const copy = await BookInstance.findByOrFail('bookId', book.id)
  await copy.lend(member)
  return copy
}

async function statusOf(page: Promise<Page>) {
  const { status } = await page
  return status
}

test.group('Members | as a file', (group) => {
  group.each.setup(async () => {
    await emptyLibrary()
    await MemberFile.query().delete()
  })

  test('what is written is read back, and changes nothing', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    await Member.add({
      name: '=1+1, "Anna" محمد',
      email: 'anna@example.org',
      groupName: '@3b',
      note: 'two\nlines',
      barred: 'so; so',
    })
    const file = await visitor.visit('/desk/members/download?lang=de')
    assert.match(file.headers.get('content-disposition')!, /attachment; filename="members.csv"/)
    assert.include(file.body, `"'=1+1, ""Anna"" محمد"`, 'no formula for a spreadsheet')
    const [first] = parse<Record<string, string>>(file.body, { columns: true })
    assert.deepEqual(Object.keys(first), [
      'Name',
      'Ausweis',
      'Gruppe',
      'E-Mail',
      'Sprache',
      'Gültig bis',
      'Sperrgrund',
      'Notiz',
    ])
    const page = await upload(visitor, file.body)
    assert.include(page.text('main'), 'Unchanged: 2')
    assert.include(page.text('main'), 'The file changes nothing.')
    const found = await visitor.visit('/desk/members/download?q=anna')
    assert.equal(found.body.trim().split('\n').length, 3, 'a heading and a member of two lines')
  })

  test('shows what is new, changed, gone and unreadable, and does nothing before a yes', async ({
    assert,
  }) => {
    const { visitor, member: librarian } = await signedIn('librarian')
    const anna = await Member.add({ name: 'Anna', card: 'T-1', groupName: '3b' })
    await Member.add({ name: 'Ben', card: 'T-2', email: 'ben@example.org' })
    const gone = await Member.add({ name: 'Cleo', card: 'T-3' })
    await Member.add({ name: 'Dora', card: 'T-4' })
    await lendBook(gone)
    const page = await upload(
      visitor,
      [
        'Card;Name;Class;Email;Expires on',
        'T-1;Anna;4b;anna@example.org;31.07.2027',
        'T-2;Ben;;ben@example.org;',
        'T-9;Émile;1a;;',
        'T-1;Anna again;4b;;',
        'T-8;Eve;;ben@EXAMPLE.org;',
        'T-7;Fay;;;2027-02-30',
        'T-6;;1a;;',
        ';Ben;2a;;',
        'T-5;"Gus;;;',
      ].join('\n')
    )
    assert.deepEqual(texts(page, '[aria-labelledby=changed] li li'), [
      'Group: 3b → 4b',
      'E-mail: – → anna@example.org',
      'Expires on: – → 2027-07-31',
    ])
    assert.deepEqual(texts(page, '[aria-labelledby=added] li'), ['Émile T-9 1a'])
    const rows = texts(page, '[aria-labelledby=unreadable] .memories > li > span:first-child')
    assert.deepEqual(rows, [
      'Line 5: This card is in line 2 already.',
      'Line 6: Ben has this e-mail address.',
      'Line 7, Expires on: This is no date. Write it as 2027-07-31.',
      'Line 8, Name: A name is needed.',
      'Line 9: This member is in line 3 already.',
      'Line 10: The row is damaged: its quotation marks or its columns do not fit.',
    ])
    assert.deepEqual(texts(page, '[aria-labelledby=gone] li'), [
      'Cleo T-3 has 1 book',
      'Dora T-4',
      `The librarian ${librarian.card} has a role, and stays`,
    ])
    assert.equal(page.$('[name=remove]').length, 0)
    assert.include(page.text('[aria-labelledby=gone]'), 'Nobody can be deleted while rows are')
    assert.deepEqual(await findInvalidHtml(page.body), [])
    await anna.refresh()
    assert.equal(anna.groupName, '3b')
    assert.isNull(await Member.findBy('card', 'T-9'))
  })

  test('does it after a yes, deletes nobody with a book, and undoes it by one button', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('librarian')
    const anna = await Member.add({ name: 'Anna', card: 'T-1', groupName: '3b' })
    const reader = await Member.add({ name: 'Cleo', card: 'T-3' })
    const gone = await Member.add({ name: 'Dora', card: 'T-4', note: 'shy' })
    await gone.merge({ isHistoryKept: true }).save()
    const copy = await lendBook(reader)
    const page = await upload(visitor, 'card,name,group\nT-1,Anna,4b\n,Émile,1a\n')
    const done = await press(visitor, page, 'PUT', { remove: '1' })
    assert.equal(done.text('.message'), 'The import is done.')
    assert.deepEqual(await findInvalidHtml(done.body), [])
    assert.deepEqual(texts(done, 'main ul li'), ['New: 1', 'Changed: 1', 'Deleted: 1'])
    await anna.refresh()
    assert.equal(anna.groupName, '4b')
    const emile = await Member.findByOrFail('name', 'Émile')
    assert.match(emile.card, /^P\d{5}$/)
    assert.isNull(await Member.find(gone.id))
    assert.equal((await Loan.openOf(copy.id))!.memberId, reader.id)

    const again = await press(visitor, page, 'PUT', { remove: '1' })
    assert.equal(again.status, 200)
    assert.lengthOf(await Member.query().where('name', 'Émile'), 1, 'sent twice, done once')

    const list = await visitor.visit('/desk/members/files')
    assert.equal(list.$('.memories a').length, 1)
    const undone = await press(visitor, done, 'DELETE')
    assert.equal(undone.text('.message'), 'The import is undone.')
    await anna.refresh()
    assert.equal(anna.groupName, '3b')
    assert.isNull(await Member.find(emile.id))
    const back = await Member.findOrFail(gone.id)
    assert.deepEqual([back.name, back.card, back.note], ['Dora', 'T-4', 'shy'])
    assert.isTrue(back.isHistoryKept)
    assert.lengthOf(await MemberFile.all(), 0)
  })

  test('deletes nobody while a row is left out, which may be of any of them', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('librarian')
    const anna = await Member.add({ name: 'Anna', card: 'T-1' })
    const ben = await Member.add({ name: 'Ben', card: 'T-2' })
    const page = await upload(visitor, 'card,name,email\nT-1,Anna,nowhere\n,Cleo,\n')
    assert.equal(page.$('[name=remove]').length, 0)
    const done = await press(visitor, page, 'PUT', { remove: '1' })
    assert.deepEqual(texts(done, 'main ul li'), ['New: 1', 'Changed: 0', 'Deleted: 0'])
    for (const { id } of [anna, ben]) assert.isNotNull(await Member.find(id))

    const mended = await upload(visitor, 'card,name\nT-1,Anna\n,Cleo\n')
    assert.include(mended.text('label.choice'), 'no book: 1')
    await press(visitor, mended, 'PUT', { remove: '1' })
    assert.isNotNull(await Member.find(anna.id))
    assert.isNull(await Member.find(ben.id))
  })

  test('a card with another check digit is read where a member has it', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const anna = await Member.add({ name: 'Anna', card: 'P00017' })
    const own = await visitor.visit('/desk/members/download')
    const same = await upload(visitor, own.body)
    assert.include(same.text('main'), 'Unchanged: 2')
    assert.equal(same.$('[aria-labelledby=unreadable]').length, 0)

    const page = await upload(visitor, 'card,name,group\nP00017,Anna,4b\nP00016,Ben,4b\n')
    assert.include(page.text('[aria-labelledby=unreadable]'), 'Line 3, Card: This is no card')
    await press(visitor, page, 'PUT')
    await anna.refresh()
    assert.equal(anna.groupName, '4b')

    const other = await upload(visitor, 'card,name,email\nP00017,Anna,nowhere\n')
    assert.include(other.text('[aria-labelledby=unreadable]'), 'Line 2, E-mail: This is no e-mail')
  })

  test('is not undone where something was built on it', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const anna = await Member.add({ name: 'Anna', card: 'T-1', groupName: '3b' })
    const page = await upload(visitor, 'card,name,group\nT-1,Anna,4b\nT-2,Ben,1a\n')
    const done = await press(visitor, page, 'PUT')
    const ben = await Member.findByOrFail('card', 'T-2')
    const copy = await lendBook(ben)
    const refused = await press(visitor, done, 'DELETE')
    assert.equal(refused.status, 409)
    assert.deepEqual(texts(refused, '[role=alert] li'), ['Ben'])
    await copy.return()
    await Loan.query().delete()
    await anna.merge({ groupName: '4c' }).save()
    const other = await press(visitor, done, 'DELETE')
    assert.deepEqual(texts(other, '[role=alert] li'), ['Anna'])
    assert.isNotNull(await Member.find(ben.id))
  })

  test('what was changed meanwhile is looked at again', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const anna = await Member.add({ name: 'Anna', card: 'T-1', groupName: '3b' })
    const page = await upload(visitor, 'card,name,group\nT-1,Anna,4b\n')
    await anna.merge({ groupName: '3c' }).save()
    const stale = await press(visitor, page, 'PUT')
    assert.equal(stale.status, 409)
    assert.include(stale.text('[role=alert]'), 'Members were changed meanwhile')
    assert.deepEqual(texts(stale, 'li li'), ['Group: 3c → 4b'])
    const done = await press(visitor, stale, 'PUT')
    assert.equal(done.text('.message'), 'The import is done.')
    await anna.refresh()
    assert.equal(anna.groupName, '4b')
  })

  test('no file changes or deletes somebody whose role is above', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const { member: admin } = await signedIn('admin')
    const page = await upload(
      visitor,
      `card,name,email\n${admin.card},The admin,mine@example.org\n`
    )
    assert.include(page.text('[aria-labelledby=unreadable]'), 'Your role does not allow')
    assert.equal(page.$('[aria-labelledby=changed]').length, 0)
    await upload(visitor, 'card,name\nT-1,Anna\n').then((other) =>
      press(visitor, other, 'PUT', { remove: '1' })
    )
    assert.isNotNull(await Member.find(admin.id))
  })

  test('whoever is barred by a file is signed out', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const { member, visitor: barred } = await signedIn('helper')
    const page = await upload(visitor, `card,barred because\n${member.card},a while\n`)
    await press(visitor, page, 'PUT')
    const sent = await barred.visit('/desk/members', { redirect: 'manual' })
    assert.include(sent.headers.get('location'), '/sign-in')
  })

  test('what is no table of members gets a sentence', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const files: [string | Uint8Array<ArrayBuffer>, string][] = [
      ['', 'not empty'],
      [' \n \n', 'not empty'],
      ['a,b\n1,2', 'neither a column of names nor one of cards'],
      ['PK\u0003\u0004 a spreadsheet', 'Save it as CSV'],
      [new Uint8Array(2_000).fill(1), 'Save it as CSV'],
      [`name\n"${'x'.repeat(1_500_000)}`, 'Save it as CSV'],
      [`name\n${'Anna\n'.repeat(5_001)}`, 'more than 5,000 rows'],
      [`name\n${'x'.repeat(6_000_000)}`, 'larger than 5 MB'],
    ]
    for (const [content, sentence] of files) {
      const page = await upload(visitor, content)
      assert.equal(page.status, 422, sentence)
      assert.include(page.text('#fault'), sentence)
    }
    const nothing = await visitor.submit('/desk/members/files', { file: 'text' })
    assert.include(nothing.text('#fault'), 'not empty')
    for (const [type, body] of [
      ['multipart/form-data', 'x'],
      ['multipart/form-data; boundary=x', 'x'],
      [
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nname\nAn',
      ],
    ]) {
      const headers = { 'content-type': type }
      const page = await visitor.submit('/desk/members/files', {}, { body, headers })
      assert.include(page.text('#fault'), 'not empty', body)
    }
    assert.lengthOf(await MemberFile.all(), 0)
    assert.equal(await statusOf(visitor.visit('/desk/members/files/99')), 404)
  })

  test('reads other encodings, orders of columns and hidden marks', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const bytes = Buffer.from('\ufeffGroupe\tNom\r\n4e\tÉmile\u202e\r\n', 'utf16le')
    const page = await upload(visitor, new Uint8Array(bytes))
    assert.deepEqual(texts(page, '[aria-labelledby=added] li'), ['Émile 4e'])
    const latin = await upload(visitor, new Uint8Array(Buffer.from('Nom\nÉmile\n', 'latin1')))
    assert.deepEqual(texts(latin, '[aria-labelledby=added] li'), ['Émile'])
  })

  test('taking members along asks for the password anew, and so does a yes', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const page = await upload(visitor, 'name\nAnna\n')
    timeTravel('11 minutes')
    const file = await visitor.visit('/desk/members/download')
    assert.equal(file.status, 403)
    assert.notInclude(file.body, 'The librarian;')
    const asked = await press(visitor, page, 'PUT')
    assert.equal(asked.status, 403)
    assert.isNull(await Member.findBy('name', 'Anna'))
    const fields = Object.fromEntries(
      asked
        .$('main input[type=hidden]')
        .toArray()
        .map((input) => [asked.$(input).attr('name')!, asked.$(input).attr('value')!])
    )
    const done = await visitor.submit(asked.$('main form').attr('action')!, {
      ...fields,
      proof: PASSWORD,
    })
    assert.equal(done.text('.message'), 'The import is done.')
    assert.isNotNull(await Member.findBy('name', 'Anna'))
  })

  test('files are forgotten after a week', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    await upload(visitor, 'name\nAnna\n')
    timeTravel('6 days')
    await MemberFile.forget()
    assert.lengthOf(await MemberFile.all(), 1)
    timeTravel('2 days')
    await MemberFile.forget()
    assert.lengthOf(await MemberFile.all(), 0)
  })

  test('the week in which it can be undone begins with the yes', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const page = await upload(visitor, 'name\nAnna\n')
    const version = page.$('[name=version]').val()
    const [file] = await MemberFile.all()
    timeTravel('6 days')
    await perform(file.id, version, await Member.query().firstOrFail(), false)
    timeTravel('6 days')
    await MemberFile.forget()
    assert.lengthOf(await MemberFile.undoable(), 1)
    timeTravel('2 days')
    await MemberFile.forget()
    assert.lengthOf(await MemberFile.all(), 0)
  })

  test('no other page takes a file', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const body = new FormData()
    body.set('name', 'Anna')
    body.set('file', new Blob(['x'.repeat(6_000_000)]), 'x')
    const page = await visitor.submit('/desk/members', {}, { body })
    assert.equal(page.text('#name-fault'), 'A name is needed.')
    const { visitor: helper } = await signedIn('helper')
    assert.equal(await statusOf(upload(helper, 'name\nAnna\n')), 403)
  })
})
