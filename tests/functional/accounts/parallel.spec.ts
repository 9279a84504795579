import { test } from '@japa/runner'
import SignIn from '#models/sign_in'
import { emptyLibrary } from '#tests/helpers/library'
import { gate, perform } from '#tests/helpers/session_program'
import { addMember, nameIn, PASSWORD, signedIn } from '#tests/helpers/signed_in'
import { Visitor } from '#tests/helpers/visitor'

test.group('Accounts | at the same time', (group) => {
  group.each.setup(emptyLibrary)

  test('a page that was under way brings nobody back who signed out', async ({ assert }) => {
    const { visitor } = await signedIn('librarian')
    const { arrived, open } = gate('signing out')
    const page = perform(visitor, [
      ['wait', 'signing out'],
      ['put', 'late', 1],
    ])
    await arrived
    await visitor.submit('/sign-out', {})
    open()
    await page
    assert.equal(await nameIn(visitor), '')
    const { results } = await perform(visitor, [
      ['get', 'auth_web'],
      ['get', 'late'],
    ])
    assert.deepEqual(results, [null, 1])
    assert.lengthOf(await SignIn.all(), 0)
  })

  test('no visit is lost that was under way while its visitor signed in', async ({ assert }) => {
    const { card } = await addMember('Takver')
    const visitor = new Visitor()
    await visitor.visit('/')
    const { arrived, open } = gate('signing in')
    const page = perform(visitor, [
      ['increment', 'visits'],
      ['wait', 'signing in'],
    ])
    await arrived
    await visitor.submit('/sign-in', { name: card, password: PASSWORD })
    const others = Array.from({ length: 5 }, () => visitor.visit('/'))
    open()
    await Promise.all([page, ...others])
    const { results } = await perform(visitor, [['get', 'visits']])
    assert.deepEqual(results, [7])
    assert.equal(await nameIn(visitor), 'Takver')
  })

  test('a form to sign in that was sent twice signs in', async ({ assert }) => {
    const { card } = await addMember('Takver')
    const visitor = new Visitor()
    await visitor.visit('/')
    const fields = { name: card, password: PASSWORD }
    await Promise.all([1, 2].map(() => visitor.submit('/sign-in', fields)))
    assert.equal(await nameIn(visitor), 'Takver')
    const page = await visitor.visit('/')
    assert.equal(page.text('.visits'), 'You have visited this page 1 time.')
  })
})
