import router from '@adonisjs/core/services/router'
import { test, timeTravel } from '@japa/runner'
import { middleware } from '#start/kernel'
import { emptyLibrary } from '#tests/helpers/library'
import { PASSWORD, signedIn } from '#tests/helpers/signed_in'

/** As other pages use it: behind what asks for an ability. */
router
  .group(() => {
    router.get('/test/danger', () => 'the dangerous page')
    router.post('/test/danger', ({ request }) => ({ did: request.body() }))
    router.patch('/test/danger', ({ request }) => ({ patched: request.body() }))
  })
  .use([
    middleware.bodyparser(),
    middleware.session({ required: true }),
    middleware.member(),
    middleware.visitor(),
    middleware.may({ ability: 'govern' }),
    middleware.proved(),
  ])

test.group('What is dangerous', (group) => {
  group.each.setup(emptyLibrary)

  test('asks for the password again after ten minutes, and then leads on', async ({ assert }) => {
    const { visitor } = await signedIn('admin')
    const first = await visitor.visit('/test/danger')
    assert.equal(first.body, 'the dangerous page')
    timeTravel('11 minutes')
    const page = await visitor.visit('/test/danger?a=1')
    assert.equal(page.status, 403)
    assert.equal(page.text('h1'), 'Your password, please')

    const fields = { to: page.$('input[name=to]').attr('value')! }
    const path = page.$('main form').attr('action')!
    const wrong = await visitor.submit(path, { ...fields, proof: 'wrong' })
    assert.equal(wrong.status, 422)
    assert.include(wrong.text('[role=alert]'), 'This is not your present password.')
    assert.equal(wrong.$('input[name=to]').attr('value'), '/test/danger?a=1')
    const right = await visitor.submit(path, { ...fields, proof: PASSWORD })
    assert.equal(right.body, 'the dangerous page')
    const again = await visitor.visit('/test/danger')
    assert.equal(again.body, 'the dangerous page')
  })

  test('a form that was sent meanwhile is not lost, and not done before', async ({ assert }) => {
    const { visitor } = await signedIn('admin')
    const body = 'names[]=Odo&names[]=%22%3Cb%3E&note=a%0Ab'
    for (const [path, key] of [
      ['/test/danger', 'did'],
      ['/test/danger?_method=PATCH', 'patched'],
    ]) {
      timeTravel('11 minutes')
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      let page = await visitor.submit(path, {}, { body, headers })
      for (const proof of ['wrong', PASSWORD]) {
        assert.equal(page.text('h1'), 'Your password, please')
        const sent = page.$('main input[type=hidden]').map((_, input) => {
          const { name, value } = page.$(input).attr()!
          return [[name, value]]
        })
        const all = new URLSearchParams([...sent.get(), ['proof', proof]])
        page = await visitor.submit(page.$('main form').attr('action')!, {}, { body: all })
      }
      assert.deepInclude(JSON.parse(page.body)[key], {
        names: ['Odo', '"<b>'],
        note: 'a\nb',
      })
    }
  })

  test('ten wrong passwords, and it waits as signing in does', async ({ assert }) => {
    const { visitor } = await signedIn('admin')
    timeTravel('11 minutes')
    for (let times = 0; times < 10; times++) {
      await visitor.submit('/account/proof', { proof: 'wrong' })
    }
    const page = await visitor.submit('/test/danger', { proof: PASSWORD })
    assert.equal(page.status, 429)
    assert.include(page.text('[role=alert]'), 'Too many passwords were wrong.')
  })
})
