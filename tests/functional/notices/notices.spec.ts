import db from '@adonisjs/lucid/services/db'
import { freezeTime, test } from '@japa/runner'
import { DateTime } from 'luxon'
import Notice from '#models/notice'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { contents, statementsOf } from '#tests/helpers/session_program'
import { type Page, Visitor } from '#tests/helpers/visitor'

/** Presses the button of the notice, as the page has it. */
function acknowledge(visitor: Visitor, { $ }: Page, headers: Record<string, string> = {}) {
  const form = $('#notice form')
  const notice = form.find('input[name=notice]').attr('value')!
  return visitor.submit(form.attr('action')!, { notice }, { headers })
}

const shown = (page: Page) => page.text('#notice p')

test.group('Notice', (group) => {
  group.each.setup(emptyLibrary)
  group.each.teardown(() => Notice.takeDown())

  test('stands on top of every page, before the content', async ({ assert }) => {
    const emma = await listBook('Emma')
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    for (const path of [
      '/',
      '/books',
      `/books/${emma.id}`,
      '/authors',
      '/visit',
      '/reading-list',
    ]) {
      const page = await visitor.visit(path)
      assert.equal(shown(page), 'Closed on Monday', path)
      assert.equal(page.$('#notice').attr('aria-label'), 'Notice of the library')
      assert.equal(page.$('#notice').next().attr('id'), 'content')
    }
  })

  test('there is nothing where none is up', async ({ assert }) => {
    const page = await new Visitor().visit('/')
    assert.equal(page.status, 200)
    assert.equal(page.$('#notice').length, 0)
    assert.notInclude(page.text(), 'I have read this')
  })

  test('is not shown again to whoever has read it, and still to all others', async ({ assert }) => {
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    const after = await acknowledge(visitor, await visitor.visit('/'))
    assert.equal(after.status, 200)
    assert.include(after.text('h1'), 'What would you like to read?')
    assert.equal(after.$('#notice').length, 0)
    for (const path of ['/', '/books', '/visit']) {
      const page = await visitor.visit(path)
      assert.equal(page.$('#notice').length, 0)
    }

    assert.equal(shown(await new Visitor().visit('/')), 'Closed on Monday')
  })

  test('leads back to the page that it stood on', async ({ assert }) => {
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    const page = await visitor.visit('/books?sort=newest')
    const answer = await visitor.submit(
      '/acknowledgements',
      { notice: page.$('#notice input').attr('value')! },
      { redirect: 'manual', headers: { referer: `${visitor.origin}/books?sort=newest` } }
    )
    assert.equal(answer.status, 303)
    assert.match(answer.headers.get('location')!, /\/books\?sort=newest$/)
  })

  test('is shown again when its words change, and only then', async ({ assert }) => {
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    await acknowledge(visitor, await visitor.visit('/'))

    await Notice.putUp('Closed on Monday', DateTime.now().plus({ days: 3 }))
    const same = await visitor.visit('/')
    assert.equal(same.$('#notice').length, 0)

    await Notice.putUp('Closed on Tuesday')
    assert.equal(shown(await visitor.visit('/')), 'Closed on Tuesday')
  })

  test('one that came up meanwhile is not put away with the one that was read', async ({
    assert,
  }) => {
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    const stale = await visitor.visit('/')
    await Notice.putUp('Closed on Tuesday')

    const page = await acknowledge(visitor, stale)
    assert.equal(shown(page), 'Closed on Tuesday')
    assert.equal(page.text('.message'), 'There is a new notice.')

    const part = await acknowledge(visitor, stale, { 'hx-request-type': 'partial' })
    assert.equal(shown(part), 'Closed on Tuesday')
    assert.equal(shown(await visitor.visit('/books')), 'Closed on Tuesday')
  })

  test('one that was taken down meanwhile is gone, and nothing is remembered of it', async ({
    assert,
  }) => {
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    const stale = await visitor.visit('/authors')
    await Notice.takeDown()

    const page = await acknowledge(visitor, stale, { referer: `${visitor.origin}/authors` })
    assert.equal(page.status, 200)
    assert.equal(page.$('#notice').length, 0)
    assert.lengthOf(await db.from('sessions'), 0)
  })

  test('goes without a new page where a script asks, and says so', async ({ assert }) => {
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    const part = await acknowledge(visitor, await visitor.visit('/'), {
      'hx-request-type': 'partial',
    })
    assert.equal(part.$('hx-partial[data-hx-target="#notice"]').text().trim(), '')
    assert.equal(part.text('hx-partial[data-hx-target="#announcement"]'), 'The notice is closed.')
    const page = await visitor.visit('/')
    assert.equal(page.$('#notice').length, 0)
  })

  test('whatever else a form sends puts nothing away')
    .with(['', 'x', '__proto__', 'constructor'])
    .run(async ({ assert }, sent) => {
      await Notice.putUp('Closed on Monday')
      const visitor = new Visitor()
      for (const name of ['notice', 'notice[]', 'notice[__proto__]', 'other']) {
        const page = await visitor.submit('/acknowledgements', { [name]: sent })
        assert.equal(page.status, 200)
        assert.equal(shown(page), 'Closed on Monday')
      }
    })

  test('a form from another site puts nothing away', async ({ assert }) => {
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    const page = await acknowledge(visitor, await visitor.visit('/'), {
      origin: 'https://example.com',
    })
    assert.equal(page.status, 403)
    assert.equal(shown(await visitor.visit('/')), 'Closed on Monday')
  })

  test('HTML in it is text', async ({ assert }) => {
    const text = '<script>alert(1)</script> & <b>"bold"</b>'
    await Notice.putUp(text)
    const page = await new Visitor().visit('/')
    assert.equal(shown(page), text)
    assert.equal(page.$('#notice script, #notice b').length, 0)
  })

  test('is shown to the end of its last day', async ({ assert }) => {
    const noon = DateTime.fromISO('2026-12-24T12:00')
    freezeTime(noon.toJSDate())
    await Notice.putUp('Closed over the holidays', noon.plus({ days: 1 }))
    for (const [moment, expected] of [
      ['2026-12-24T12:00', 'Closed over the holidays'],
      ['2026-12-25T23:59', 'Closed over the holidays'],
      ['2026-12-26T00:00', ''],
    ]) {
      freezeTime(DateTime.fromISO(moment).toJSDate())
      assert.equal(shown(await new Visitor().visit('/')), expected, moment)
    }
  })

  test('your visit tells of it in its words, and shows it again on demand', async ({ assert }) => {
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    await acknowledge(visitor, await visitor.visit('/'))

    const page = await visitor.visit('/visit')
    assert.match(
      page.text('#notices li'),
      /^“Closed on Monday”, read on \d+ \w+ \d{4}, \d\d:\d\d Show it again$/
    )
    const form = page.$('#notices form')
    const entry = form.find('input').attr('value')!
    const after = await visitor.submit(form.attr('action')!, { entry })
    assert.equal(after.$('#notices').length, 0)
    assert.equal(shown(after), 'Closed on Monday')
  })

  test('your visit names one that is no longer up, which can be forgotten', async ({ assert }) => {
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    await acknowledge(visitor, await visitor.visit('/'))
    await Notice.takeDown()

    const page = await visitor.visit('/visit')
    assert.include(page.text('#notices li'), 'A notice that is no longer up, read on')
    assert.include(page.text('#notices button'), 'Forget')
  })

  test('of those that were read, only the last is remembered', async ({ assert }) => {
    const visitor = new Visitor()
    for (const words of ['One', 'Two', 'Three']) {
      await Notice.putUp(words)
      await acknowledge(visitor, await visitor.visit('/books'))
    }
    const { notices } = (await contents(visitor)) as { notices: object }
    assert.lengthOf(Object.keys(notices), 1)
  })

  test('costs a page no statement but one in a second', async ({ assert }) => {
    await Notice.putUp('Closed on Monday')
    const visitor = new Visitor()
    await visitor.visit('/')
    const start = performance.now()
    const statements = await statementsOf(async () => {
      for (let n = 0; n < 20; n++) await visitor.visit('/')
    })
    const seconds = Math.ceil((performance.now() - start) / 1000)
    const reads = statements.filter((sql) => sql.includes('notices'))
    assert.isAtMost(reads.length, seconds)
    assert.isAtLeast(statements.length, 40)
  })
})
