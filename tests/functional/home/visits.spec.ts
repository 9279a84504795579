import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

test.group('Home | visits', (group) => {
  group.each.setup(emptyLibrary)

  test('counts the visits of one browser, in singular and plural', async ({ assert }) => {
    const visitor = new Visitor()

    for (const sentence of ['0 times.', '1 time.', '2 times.']) {
      const page = await visitor.visit('/')
      assert.include(page.text(), `You have visited this page ${sentence}`)
    }
  })

  test('counts two browsers apart', async ({ assert }) => {
    const [first, second] = [new Visitor(), new Visitor()]
    await first.visit('/')
    await first.visit('/')

    const page = await second.visit('/')
    assert.include(page.text(), 'You have visited this page 0 times.')
    const again = await first.visit('/')
    assert.include(again.text(), 'You have visited this page 2 times.')
  })
})
