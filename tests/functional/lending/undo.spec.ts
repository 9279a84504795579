import { test } from '@japa/runner'
import type NotDoneException from '#exceptions/not_done_exception'
import type DeskAct from '#models/desk_act'
import { undo } from '#models/lending'
import Loan from '#models/loan'
import Member from '#models/member'
import { inDays, shelve, stateOf, wrongs } from '#tests/helpers/lending'
import { emptyLibrary } from '#tests/helpers/library'

const reasonOf = (act: DeskAct) =>
  undo(act).then(
    () => null,
    (error: NotDoneException) => error.reason
  )

test.group('Lending | undo', (group) => {
  group.each.setup(emptyLibrary)
  group.each.teardown(async () => {
    const found = await wrongs()
    if (found.length > 0) throw new Error(found.join(', '))
  })

  test('puts each act back, from the last to the first', async ({ assert }) => {
    const shevek = await Member.add({ name: 'Shevek' })
    const copy = await shelve('Emma')
    const states = [await stateOf(copy)]
    const acts = [await copy.lend(shevek, { dueOn: inDays(5) })]
    states.push(await stateOf(copy))
    acts.push(await acts[0].loan.renew())
    states.push(await stateOf(copy))
    acts.push(await copy.return())
    assert.equal(await stateOf(copy), 'available')

    for (const act of acts.toReversed()) {
      await undo(act)
      assert.equal(await stateOf(copy), states.pop())
    }
    assert.isEmpty(await Loan.all())
    assert.isEmpty(states)
  })

  test('gives a copy back to whom it was taken from after a yes', async ({ assert }) => {
    const copy = await shelve('Emma')
    const [shevek, takver] = [
      await Member.add({ name: 'Shevek' }),
      await Member.add({ name: 'Takver' }),
    ]
    await copy.lend(shevek, { dueOn: inDays(5) })
    const act = await copy.lend(takver, { yes: ['on_loan'] })
    await undo(act)
    assert.equal(await stateOf(copy), `on_loan until ${inDays(5).toISODate()} with ${shevek.id}`)
  })

  test('a copy that was reserved is reserved again', async ({ assert }) => {
    const copy = await shelve('Emma', { status: 'reserved' })
    await undo(await copy.lend(null, { yes: ['reserved'] }))
    assert.equal(await stateOf(copy), 'reserved')
  })

  test('is refused where something was done since', async ({ assert }) => {
    const copy = await shelve('Emma')
    const lent = await copy.lend(await Member.add({ name: 'Shevek' }))
    const returned = await copy.return()
    assert.equal(await reasonOf(lent), 'built_on')
    await copy.changeStatus('maintenance')
    assert.equal(await reasonOf(returned), 'built_on')
    assert.equal(await stateOf(copy), 'maintenance')
  })

  test('twice is once', async ({ assert }) => {
    const copy = await shelve('Emma')
    const act = await copy.lend(null, { scan: 'the scan' })
    await Promise.all([undo(act), undo(act)])
    assert.isNull(await reasonOf(act))
    assert.equal(await stateOf(copy), 'available')
    // The scan that did it comes late once more
    await assert.rejects(() => copy.lend(null, { scan: 'the scan' }), 'This was undone since.')
    assert.equal(await stateOf(copy), 'available')
  })
})
