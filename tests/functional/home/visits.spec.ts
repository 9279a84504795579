import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import { SiteProcess, emptyDatabase } from '#tests/helpers/site_process'
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

  test('goes on counting after the server was stopped and started again', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('restarted')
    // Cookies know no port: one browser goes from one server to the next
    const visitor = new Visitor()
    for (const sentence of ['0 times.', '1 time.']) {
      const server = await SiteProcess.start(database)
      cleanup(() => server.stop())
      const page = await visitor.visit(`${server.origin}/`)
      assert.include(page.text(), `You have visited this page ${sentence}`)
      await server.stop()
    }
  }).timeout(30_000)
})
