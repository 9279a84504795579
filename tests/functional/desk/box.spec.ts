import { test } from '@japa/runner'
import { RULES } from '#about/rules'
import type BookInstance from '#models/book_instance'
import DeskAct from '#models/desk_act'
import Loan from '#models/loan'
import Member from '#models/member'
import { inDays, letFallDue, shelve, stateOf, wrongs } from '#tests/helpers/lending'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { overwriteSessions, sessionRows } from '#tests/helpers/session_rows'
import { signedIn } from '#tests/helpers/signed_in'
import type { Page, Visitor } from '#tests/helpers/visitor'

/** A desk as somebody without script sees it: each form is sent as the last page has it. */
class TestDesk {
  page!: Page

  private constructor(
    readonly visitor: Visitor,
    readonly member: Member
  ) {}

  static async open() {
    const { visitor, member } = await signedIn('helper')
    const desk = new TestDesk(visitor, member)
    await desk.look()
    return desk
  }

  async look() {
    this.page = await this.visitor.visit('/desk')
    return this
  }

  /** Types into the box and presses Enter; tells the sign and the sentence of the answer. */
  async type(typed: string, facts: Record<string, string> = {}) {
    return this.send('#box', { typed, ...facts })
  }

  /** Sends a form of the page. */
  async send(form: string, facts: Record<string, string> = {}) {
    const $form = this.page.$(form).first()
    const fields = Object.fromEntries(
      $form
        .find('input')
        .toArray()
        .map((input) => [input.attribs.name, input.attribs.value ?? ''])
    )
    this.page = await this.visitor.submit($form.attr('action')!, { ...fields, ...facts })
    return this.said
  }

  get said() {
    const kind = this.page.$('#said .said').attr('class')?.replace('said said-', '')
    return `${kind}: ${this.page.text('#said')}`
  }

  get atDesk() {
    return this.page.text('#at-desk')
  }

  get fields() {
    const value = (name: string) => this.page.$(`#box [name=${name}]`).attr('value')
    return { scan: value('scan')!, at: value('at')! }
  }
}

const due = inDays(RULES.loanDays).setLocale('en-GB').toLocaleString({
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})

test.group('Desk | the box', (group) => {
  let desk: TestDesk
  let shevek: Member
  let emma: BookInstance
  group.each.setup(async () => {
    await emptyLibrary()
    desk = await TestDesk.open()
    shevek = await Member.add({ name: 'Shevek', groupName: 'Class 3b', note: 'Speaks Pravic' })
    emma = await shelve('Emma')
  })
  group.each.teardown(async () => {
    const found = await wrongs()
    if (found.length > 0) throw new Error(found.join(', '))
  })

  test('is for who may lend', async ({ assert }) => {
    const { visitor } = await signedIn('none')
    const refused = await visitor.visit('/desk')
    assert.equal(refused.status, 403)
    const sent = await visitor.submit('/desk', { typed: shevek.card })
    assert.equal(sent.status, 403)
    assert.notInclude(sent.body, 'Shevek')
    desk.visitor.cookies.removeAllCookiesSync()
    const { $ } = await desk.visitor.visit('/desk')
    assert.equal($('input[name=to]').attr('value'), '/desk')
  })

  test('a card opens the member, a code lends, and without a member it takes back', async ({
    assert,
  }) => {
    assert.equal(desk.page.$('#typed[autofocus]').length, 1)
    assert.equal(await desk.type(shevek.card.toLowerCase()), 'done: Shevek is at the desk.')
    for (const fact of ['Shevek', shevek.card, 'Class 3b', 'Speaks Pravic', 'Nothing on loan']) {
      assert.include(desk.page.text('#desk-rest'), fact)
    }
    assert.equal(
      await desk.type(` *${emma.code}* `),
      `done: “Emma” is lent to Shevek until ${due}.`
    )
    assert.include(desk.page.text('.desk-loans'), 'Emma')
    assert.include(desk.page.text('.memories'), `“Emma” is lent to Shevek until ${due}.`)

    await desk.send('#close')
    assert.equal(desk.atDesk, '')
    assert.equal(await desk.type(emma.code), 'done: “Emma” is back from Shevek.')
    assert.equal(await stateOf(emma), 'available')
    assert.match(await desk.type(emma.code), /^refused: “Emma” was not on loan: it is available\./)
    const { byId } = await DeskAct.query().firstOrFail()
    assert.equal(byId, desk.member.id)
  })

  test('reads an ISBN where the book has one copy, and asks which where it has more', async ({
    assert,
  }) => {
    const isbn = '9780141439587'
    await emma.book.merge({ isbn }).save()
    await desk.type(shevek.card)
    assert.match(await desk.type('0-14-143958-0'), /^done: “Emma” is lent/)

    const dune = await listBook('Dune', { isbn: '9780441478125', copies: 2 })
    assert.match(await desk.type('9780441478125'), /^asked: Which one/)
    const copies = await dune.related('copies').query()
    const buttons = desk.page.$('.choices button').toArray()
    assert.sameMembers(
      buttons.map(({ attribs }) => attribs.value),
      copies.map(({ id }) => id)
    )
    assert.match(await desk.send('.choices', { copy: copies[1].id }), /^done: “Dune” is lent/)
    assert.include(await stateOf(copies[1]), `with ${shevek.id}`)

    await listBook('Ulysses', { isbn: '9780060512750' })
    assert.match(
      await desk.type('9780060512750'),
      /^refused: .*“Ulysses” in its catalogue, but no copy/
    )
  })

  test('reads exactly: a part is nothing, a mistyped card is told', async ({ assert }) => {
    const wrong = shevek.card.replace(/.$/, (digit) => String((Number(digit) + 1) % 10))
    assert.equal(
      await desk.type(wrong),
      `refused: “${wrong}” is no card of the library: a digit of it is wrong.`
    )
    assert.match(await desk.type(shevek.card.slice(1)), /^refused: Nothing is known by/)
    assert.match(await desk.type('99999'), /^refused: Nothing is known by “99999”/)
    assert.match(await desk.type('<b>"&'), /^refused: Nothing is known by “<b>"&”/)
    assert.equal(desk.page.status, 200)
    assert.equal(desk.atDesk, '')
    await desk.type('  ')
    assert.equal(desk.page.text('#said'), '')
  })

  test('looks other words up among the names of members', async ({ assert }) => {
    const other = await Member.add({ name: 'Shevek Junior' })
    assert.match(await desk.type('shev'), /^asked: Which one/)
    assert.equal(desk.atDesk, '')
    const [first, second] = desk.page.$('.choices button').toArray()
    assert.deepEqual(
      [first.attribs.value, second.attribs.value].toSorted(),
      [String(shevek.id), String(other.id)].toSorted()
    )
    await desk.send('.choices', { member: String(other.id) })
    assert.equal(desk.atDesk, 'Shevek Junior')
  })

  test('a number that is a card and a code is asked about', async ({ assert }) => {
    const both = await Member.add({ name: 'Takver', card: emma.code })
    assert.match(await desk.type(emma.code), /^asked: Which one/)
    await desk.send('.choices', { member: String(both.id) })
    assert.equal(desk.atDesk, 'Takver')
    await desk.type(emma.code)
    assert.match(await desk.send('.choices', { copy: emma.id }), /^done: “Emma” is lent to Takver/)
  })

  test('asks with a yes and a no; Enter alone says yes', async ({ assert }) => {
    const takver = await Member.add({ name: 'Takver' })
    await emma.lend(takver)
    await letFallDue(await lentTo(shevek), 2)
    await desk.type(shevek.card)

    const question = await desk.type(emma.code)
    assert.match(question, /^asked: Lend “Emma” to Shevek all the same\?/)
    assert.include(question, 'It is on loan to Takver, and is returned first.')
    assert.include(question, 'Shevek has books that are overdue.')
    assert.equal(desk.page.text('#box button'), 'Yes')
    assert.equal(desk.page.$('#no').attr('href'), '/desk')
    assert.include(await stateOf(emma), `with ${takver.id}`)

    assert.match(await desk.type(''), /^done: “Emma” is lent to Shevek/)
    assert.include(await stateOf(emma), `with ${shevek.id}`)
    const act = await DeskAct.query().orderBy('id', 'desc').firstOrFail()
    assert.sameMembers(act.yes!, ['on_loan', 'overdue'])
  })

  test('a scan that comes instead of a yes is a no, and says so', async ({ assert }) => {
    await emma.merge({ status: 'reserved' }).save()
    const dune = await shelve('Dune')
    await desk.type(shevek.card)
    assert.match(await desk.type(emma.code), /^asked: Lend .*It is reserved\./)
    assert.match(await desk.type(emma.code), /^asked: Lend .*It is reserved\./)
    assert.equal(
      await desk.type(dune.code),
      `done: “Emma” was not lent. “Dune” is lent to Shevek until ${due}.`
    )
    assert.equal(await stateOf(emma), 'reserved')
    assert.equal(desk.page.text('#box button'), 'Enter')
  })

  test('a copy that the member has is renewed; the barred and the expired get none', async ({
    assert,
  }) => {
    await desk.type(shevek.card)
    await desk.type(emma.code)
    // A scanner may read it twice
    assert.equal(
      await desk.type(emma.code),
      `refused: “Emma” is lent to Shevek already, until ${due}.`
    )
    await letFallDue(emma, -3)
    assert.equal(await desk.type(emma.code), `done: “Emma” is renewed for Shevek until ${due}.`)

    const barred = await Member.add({ name: 'Desar', barred: 'owes a book' })
    assert.equal(await desk.type(barred.card), 'refused: Desar may not borrow: owes a book')
    assert.equal(desk.atDesk, 'Desar')
    const dune = await shelve('Dune')
    assert.equal(await desk.type(dune.code), 'refused: Desar may not borrow: owes a book')
    const gone = await Member.add({ name: 'Odo', expiresOn: inDays(-1) })
    assert.match(await desk.type(gone.card), /^refused: Odo may not borrow: the card expired on /)
    await dune.merge({ status: 'maintenance' }).save()
    await desk.type(shevek.card)
    assert.match(
      await desk.type(dune.code),
      /^refused: “Dune” cannot be lent: it is in maintenance/
    )
  })

  test('the same form that is sent again is done once, whatever was done since', async ({
    assert,
  }) => {
    await desk.type(shevek.card)
    const { scan, at } = desk.fields
    const again = { typed: emma.code, scan, at }
    await Promise.all(Array.from({ length: 3 }, () => desk.visitor.submit('/desk', again)))
    assert.lengthOf(await DeskAct.all(), 1)
    await desk.look()
    await desk.send('#close')
    await desk.visitor.submit('/desk', again)
    assert.include(await stateOf(emma), `with ${shevek.id}`)

    // And a browser that went back has the page of another scan
    await desk.look()
    const { scan: second } = desk.fields
    const dune = await shelve('Dune')
    await dune.lend(shevek)
    for (const { code } of [emma, dune]) {
      await desk.visitor.submit('/desk', { typed: code, scan: second, at: '' })
    }
    assert.deepEqual([await stateOf(emma), await stateOf(dune)], ['available', 'available'])
  })

  test('the buttons of one page are scans of their own', async ({ assert }) => {
    const dune = await shelve('Dune')
    await desk.type(shevek.card)
    await desk.type(emma.code)
    await desk.type(dune.code)
    const { page } = desk
    const returns = page.$('.renewal + form').toArray()
    const scan = page.$('.renewal [name=scan]').attr('value')!
    for (const { attribs } of returns) await desk.visitor.submit(attribs.action, { scan })
    assert.deepEqual([await stateOf(emma), await stateOf(dune)], ['available', 'available'])
    // Sent again, or pressed on an old page, it does not take back what was lent since
    await emma.lend(shevek)
    for (const each of [scan, 'another']) {
      await desk.visitor.submit(returns[0].attribs.action, { scan: each })
      assert.include(await stateOf(emma), 'on_loan')
    }
  })

  test('lends to nobody but whom the page shows', async ({ assert }) => {
    const takver = await Member.add({ name: 'Takver' })
    await desk.type(shevek.card)
    const stale = desk.fields
    // In another tab
    await desk.visitor.submit('/desk', { typed: takver.card, scan: 'x', at: '' })
    assert.match(await desk.type(emma.code, stale), /^refused: The member at the desk has changed/)
    assert.equal(await stateOf(emma), 'available')
    assert.equal(desk.atDesk, 'Takver')
  })

  test('closes the member after five minutes without use', async ({ assert }) => {
    await desk.type(shevek.card)
    await letMinutesPass(4.9)
    await desk.look()
    assert.equal(desk.atDesk, 'Shevek')
    await letMinutesPass(5.1)
    assert.match(await desk.type(emma.code), /^refused: The member at the desk has changed/)
    assert.equal(desk.atDesk, '')
    assert.notInclude(desk.page.body, 'Shevek')
    assert.equal(await stateOf(emma), 'available')
  })

  test('renews and takes back by buttons; what is wrong with a date stands at it', async ({
    assert,
  }) => {
    await desk.type(shevek.card)
    await desk.type(emma.code)
    const wrong = {
      [inDays(-1).toISODate()!]: 'Invalid date - renewal in past',
      [inDays(29).toISODate()!]: 'Invalid date - renewal more than 4 weeks ahead',
      '31 June': 'This is no date. One is written as 2027-01-31.',
    }
    for (const [day, sentence] of Object.entries(wrong)) {
      assert.equal(await desk.send('.renewal', { due_on: day }), `refused: ${sentence}`)
      const $field = desk.page.$('[name=due_on]')
      assert.equal($field.attr('value'), day)
      assert.equal(desk.page.text(`#${$field.attr('aria-describedby')}`), sentence)
    }
    const last = inDays(28).toISODate()!
    assert.match(
      await desk.send('.renewal', { due_on: last }),
      /^done: “Emma” is renewed for Shevek/
    )
    assert.include(await stateOf(emma), last)

    assert.equal(await desk.send('.renewal + form'), 'done: “Emma” is back from Shevek.')
    assert.include(desk.page.text('#desk-rest'), 'Nothing on loan')
  })

  test('each of the last acts can be undone, the latest of a copy first', async ({ assert }) => {
    await desk.type(shevek.card)
    await desk.type(emma.code)
    await desk.send('.renewal + form')
    assert.lengthOf(desk.page.$('.memories li').toArray(), 2)
    assert.lengthOf(desk.page.$('.memories button').toArray(), 1)

    assert.equal(await desk.send('.memories form'), 'done: Undone: “Emma” is still with Shevek.')
    assert.include(await stateOf(emma), `with ${shevek.id}`)
    assert.equal(await desk.send('.memories form'), 'done: Undone: “Emma” was not lent.')
    assert.equal(await stateOf(emma), 'available')
    assert.lengthOf(desk.page.$('.memories li').toArray(), 0)
    assert.isEmpty(await Loan.all())
  })

  test('shows ten acts, and none of another desk', async ({ assert }) => {
    await desk.type(shevek.card)
    for (let count = 1; count <= 11; count++) {
      const { code } = await shelve(`Volume ${count}`)
      await desk.type(code)
      if (count === 11) await desk.type('')
    }
    assert.lengthOf(desk.page.$('.memories li').toArray(), 10)
    assert.include(desk.page.text('.memories li:first-child'), 'Volume 11')
    const { visitor } = await signedIn('librarian')
    const other = await visitor.visit('/desk')
    assert.notInclude(other.body, 'Volume')
  })

  test('of two desks with one copy one wins, and the other is told who has it', async ({
    assert,
  }) => {
    const takver = await Member.add({ name: 'Takver' })
    const { visitor } = await signedIn('librarian')
    const send = (browser: Visitor, typed: string, at = '') =>
      browser.submit('/desk', { typed, scan: typed + at, at })
    await send(desk.visitor, shevek.card)
    await send(visitor, takver.card)
    const pages = await Promise.all([
      send(desk.visitor, emma.code, String(shevek.id)),
      send(visitor, emma.code, String(takver.id)),
    ])
    const kinds = pages.map(({ $ }) => $('#said .said').attr('class'))
    assert.sameMembers(kinds, ['said said-done', 'said said-asked'])
    const winner = kinds.indexOf('said said-done')
    const name = ['Shevek', 'Takver'][winner]
    assert.include(pages[1 - winner].text('#said'), `It is on loan to ${name}`)
  })

  test('is whole with whatever is sent', async ({ assert }) => {
    const junk = ['\u0000', '%', "' or 1=1 --", '\ud800', '٣', '🙂'.repeat(300), 'P'.repeat(5_000)]
    for (const text of junk) {
      for (const field of ['typed', 'copy', 'member', 'yes', 'at', 'scan']) {
        const page = await desk.visitor.submit('/desk', { [field]: text })
        assert.equal(page.status, 200, `${field} ${text}`)
      }
    }
    const page = await desk.visitor.submit('/desk', { 'typed[]': 'a', 'scan[a]': 'b' })
    assert.equal(page.status, 200)
    for (const path of ['/desk/acts/999?_method=DELETE', '/desk/loans/999?_method=DELETE']) {
      const missing = await desk.visitor.submit(path, {})
      assert.equal(missing.status, 404)
    }
    assert.isEmpty(await DeskAct.all())
  })

  async function lentTo(member: Member) {
    const copy = await shelve('Ulysses')
    await copy.lend(member)
    return copy
  }

  async function letMinutesPass(minutes: number) {
    for (const { data } of await sessionRows()) {
      const content = JSON.parse(data)
      if (!content.values.desk) continue
      content.values.desk.at -= minutes * 60_000
      await overwriteSessions({ data: JSON.stringify(content) })
    }
  }

  test('nobody undoes what was done at the hands of another', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const copy = await shelve('Emma')
    const act = await copy.lend(await Member.add({ name: 'Shevek' }))
    const page = await visitor.submit(`/desk/acts/${act.id}?_method=DELETE`, {})
    assert.equal(page.status, 404)
    await copy.refresh()
    assert.equal(copy.status, 'on_loan')
  })

  test('a member who was deleted meanwhile borrows nothing', async ({ assert }) => {
    const member = await Member.add({ name: 'Shevek' })
    const copy = await shelve('Emma')
    await Member.remove(member.id)
    await assert.rejects(() => copy.lend(member), 'This member was deleted.')
  })
})
