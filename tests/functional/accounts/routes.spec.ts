import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import { abilities } from '#accounts/abilities'
import { emptyLibrary } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE']

/** What changes something, and anybody may do, with the reason. */
const OF_VISITORS: Record<string, string> = {
  'PATCH /searches': 'whether their own session keeps searches',
  'DELETE /searches': 'the searches of their own session',
  'POST /acknowledgements': 'that their own session has read a notice',
  'DELETE /visit': 'all of their own session',
  'PATCH /visit/books': 'whether their own session keeps books',
  'DELETE /visit/:kind': 'a part of their own session',
  'PATCH /preferences': 'their own session',
  'POST /reading-list/shared': 'a list that was shown to them, in their own session',
  'POST /reading-list/:id': 'their own session',
  'PATCH /reading-list/:id': 'their own session',
  'DELETE /reading-list/:id': 'their own session',
  'POST /sign-in': 'who does it is asked for a password',
  'POST /sign-out': 'their own session',
  'POST /setup': 'who does it is asked for the link that the console printed',
}

/** What stands for the parts of an address that name something. */
const EXAMPLES = ['1', '00000000-0000-4000-8000-000000000000', 'x']

function changingRoutes() {
  const routes = Object.values(router.toJSON()).flat()
  return routes.flatMap(({ methods, pattern, middleware }) => {
    const may = [...middleware.all()].find((one) => 'name' in one && one.name === 'may')
    const ability = may && 'args' in may ? Object(may.args).ability : undefined
    return methods
      .filter((method) => CHANGING.includes(method) && !pattern.startsWith('/test/'))
      .map((method) => ({ name: `${method} ${pattern}`, method, pattern, ability }))
  })
}

test.group('Routes that change something', (group) => {
  group.each.setup(emptyLibrary)

  test('each asks for an ability, or is for visitors with a reason', async ({ assert }) => {
    const routes = changingRoutes()
    assert.isAbove(routes.length, Object.keys(OF_VISITORS).length)
    const open = routes.filter(({ ability }) => !(ability in abilities)).map(({ name }) => name)
    assert.sameMembers(open, Object.keys(OF_VISITORS))
  })

  test('who is not signed in is sent to sign in by each that asks for one', async ({ assert }) => {
    for (const { method, pattern, ability, name } of changingRoutes()) {
      if (!(ability in abilities)) continue
      const path = EXAMPLES.map((example) => pattern.replace(/:\w+/g, example)).find((one) =>
        router.match(one, method, false)
      )
      const page = await new Visitor().submit(
        `${path}?_method=${method}`,
        {},
        { redirect: 'manual' }
      )
      assert.equal(page.status, 302, name)
      assert.match(page.headers.get('location')!, /^\/sign-in\?to=/, name)
    }
  })
})
