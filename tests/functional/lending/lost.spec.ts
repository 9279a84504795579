import { test } from '@japa/runner'
import { freezeTime } from '@japa/runner'
import DeskAct from '#models/desk_act'
import { undo } from '#models/lending'
import Loan from '#models/loan'
import Member from '#models/member'
import { inDays, shelve, stateOf, wrongs } from '#tests/helpers/lending'
import { emptyLibrary } from '#tests/helpers/library'
import { signedIn } from '#tests/helpers/signed_in'

test.group('Lending | lost and withdrawn copies', (group) => {
  group.each.setup(emptyLibrary)

  test('a lost copy is found when it comes back, and lost again when that is undone', async ({
    assert,
  }) => {
    const copy = await shelve('Emma', { status: 'lost' })
    const act = await copy.return()
    assert.equal(await stateOf(copy), 'available')
    await undo(act)
    assert.equal(await stateOf(copy), 'lost')
    assert.lengthOf(await Loan.all(), 0)
    assert.deepEqual(await wrongs(), [])
    await undo(await DeskAct.findOrFail(act.id))
    assert.equal(await stateOf(copy), 'lost')
  })

  test('a lost copy is lent after a yes, a withdrawn one never', async ({ assert }) => {
    const member = await Member.add({ name: 'Shevek' })
    const lost = await shelve('Emma', { status: 'lost' })
    await assert.rejects(() => lost.lend(member), /It is marked as lost/)
    const act = await lost.lend(member, { yes: ['lost'] })
    assert.equal(await stateOf(lost), `on_loan until ${inDays(21).toISODate()} with ${member.id}`)
    await undo(act)
    assert.equal(await stateOf(lost), 'lost')

    const withdrawn = await shelve('Ulysses', { status: 'withdrawn' })
    await assert.rejects(() => withdrawn.lend(member, { yes: ['lost'] }), /it is withdrawn/)
    await assert.rejects(() => withdrawn.return(), /it is withdrawn/)
    assert.deepEqual(await wrongs(), [])
  })

  test('a copy on loan that is marked as lost is with nobody any more', async ({ assert }) => {
    const member = await Member.add({ name: 'Shevek' })
    const copy = await shelve('Emma')
    await copy.lend(member)
    await copy.changeStatus('lost')
    assert.equal(await stateOf(copy), 'lost')
    assert.deepEqual(await wrongs(), [])
  })

  test('whoever takes the list of loans along is asked for the password anew after ten minutes', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('helper')
    const now = await visitor.visit('/desk/loans/download')
    assert.equal(now.headers.get('content-type'), 'text/csv; charset=utf-8')
    freezeTime(new Date(Date.now() + 11 * 60_000))
    const later = await visitor.visit('/desk/loans/download')
    assert.equal(later.$('input[type=password]').length, 1)
  })
})
