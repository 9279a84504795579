import { test } from '@japa/runner'
import config from '@adonisjs/core/services/config'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { overwriteSessions, sessionRows } from '#tests/helpers/session_rows'
import { Visitor } from '#tests/helpers/visitor'

test.group('A shared terminal', (group) => {
  group.each.setup(emptyLibrary)
  group.each.setup(() => {
    config.set('kiosk.idleMinutes', 5)
    return () => config.set('kiosk.idleMinutes', 0)
  })

  test('shows its time and a way to start anew, which asks first, and needs no script to end', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const page = await visitor.visit('/books?sort=newest')
    assert.include(page.text('.kiosk'), 'It forgets you after 5 minutes without use.')
    assert.equal(page.$('.kiosk [role=timer]').attr('data-idle-seconds'), '300')
    assert.equal(page.$('.kiosk a').attr('href'), '/books?sort=newest')
    assert.include(page.body, '<meta http-equiv="refresh" content="302;url=/visit/ended">')
    assert.equal(page.headers.get('cache-control'), 'no-store')

    assert.equal(page.text('.kiosk summary'), 'Start over…')
    assert.include(page.text('.kiosk details form'), 'This cannot be undone.')
    const ended = await visitor.submit(page.$('.kiosk details form').attr('action')!, {})
    assert.equal(ended.text('h1'), 'Everything is forgotten')
  })

  test('forgets a visitor when the time is over, and not before', async ({ assert }) => {
    const emma = await listBook('Emma')
    const visitor = new Visitor()
    await visitor.submit(`/reading-list/${emma.id}`, {})
    const [{ expires_at: first }] = await sessionRows()
    assert.closeTo(Number(first), Date.now() + 300_000, 5_000)

    await visitor.visit('/books')
    const [{ expires_at: renewed }] = await sessionRows()
    assert.isAbove(Number(renewed), Number(first))
    const early = await visitor.visit('/visit/ended')
    assert.equal(early.text('h1'), 'Your visit')

    await overwriteSessions({ expires_at: Date.now() - 1 })
    const late = await visitor.visit('/visit/ended')
    assert.equal(late.text('h1'), 'Everything is forgotten')
    const list = await visitor.visit('/reading-list')
    assert.include(list.text('main'), 'Your reading list is empty.')
  })

  test('is off unless it is set', async ({ assert }) => {
    config.set('kiosk.idleMinutes', 0)
    const page = await new Visitor().visit('/')
    assert.equal(page.$('.kiosk').length, 0)
    assert.notInclude(page.body, 'http-equiv="refresh"')
  })
})
