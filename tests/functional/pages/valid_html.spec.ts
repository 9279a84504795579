import { test } from '@japa/runner'
import Member from '#models/member'
import Notice from '#models/notice'
import { openDemoLibrary } from '#tests/helpers/demo'
import { tellEverything, tellNothing } from '#tests/helpers/library'
import { letFallDue, shelve } from '#tests/helpers/lending'
import { signedIn } from '#tests/helpers/signed_in'
import { findInvalidHtml } from '#tests/helpers/valid_html'
import { Visitor } from '#tests/helpers/visitor'

test.group('Pages | HTML', (group) => {
  let pages: Record<string, string>
  group.setup(async () => {
    pages = await openDemoLibrary()
    await Notice.putUp('Closed over the holidays: the library opens again on 7 January.')
    await tellEverything()
    return async () => {
      await Notice.takeDown()
      await tellNothing()
    }
  })

  test('is valid on every page', async ({ assert }) => {
    const visitor = new Visitor()
    for (const [name, address] of Object.entries(pages)) {
      assert.deepEqual(await faultsIn(await visitor.visit(address)), [], name)
    }
  })

  test('is valid at the desk', async ({ assert }) => {
    const { visitor } = await signedIn('helper')
    const member = await Member.add({ name: 'Shevek & "Sons"', note: '<b>' })
    const [late, reserved] = [await shelve('Emma'), await shelve('Dune', { status: 'reserved' })]
    await late.lend(member)
    await letFallDue(late, 3)
    const at = String(member.id)
    const forms: Record<string, string>[] = [
      { typed: 'shev' },
      { typed: member.card, scan: '1' },
      { typed: reserved.code, scan: '2', at },
      { copy: reserved.id, yes: 'reserved,overdue', scan: '3', at },
      { typed: '<q>' },
    ]
    for (const fields of forms) {
      const page = await visitor.submit('/desk', fields)
      assert.deepEqual(await faultsIn(page), [], JSON.stringify(fields))
    }
    for (const path of ['/desk/loans', '/desk/loans/notices']) {
      assert.deepEqual(await faultsIn(await visitor.visit(path)), [], path)
    }
  })

  function faultsIn({ body }: { body: string }) {
    return findInvalidHtml(body)
  }
})
