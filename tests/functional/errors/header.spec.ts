import { test } from '@japa/runner'
import Genre from '#models/genre'
import Notice from '#models/notice'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { overwriteSessions, sessionRows } from '#tests/helpers/session_rows'
import { Visitor } from '#tests/helpers/visitor'

/** A visitor with one book on the list, who likes it dark. */
async function knownVisitor() {
  const emma = await listBook('Emma')
  const visitor = new Visitor()
  await visitor.submit(`/reading-list/${emma.id}`, {})
  await visitor.submit('/preferences?_method=PATCH', { theme: 'dark' })
  return visitor
}

test.group('Errors | the header', (group) => {
  group.each.setup(emptyLibrary)

  test('a page about an error knows its visitor as every page does, and saves nothing', async ({
    assert,
    cleanup,
  }) => {
    const { query } = Genre
    await Notice.putUp('Closed on Monday')
    cleanup(async () => {
      Genre.query = query
      await Notice.takeDown()
    })
    Genre.query = () => {
      throw new Error('the inside')
    }
    const visitor = await knownVisitor()
    const before = await sessionRows()

    const headers = { origin: 'null' }
    for (const [status, answer] of [
      [404, visitor.visit('/nowhere')],
      [404, visitor.visit('/books/999999')],
      [405, visitor.visit('/books', { method: 'DELETE' })],
      [403, visitor.submit('/reading-list/1', {}, { headers })],
      [413, visitor.submit('/searches?_method=PATCH', { keep: '1'.repeat(2_000_000) })],
      [500, visitor.visit('/genres')],
    ] as const) {
      const page = await answer
      assert.equal(page.status, status)
      assert.equal(page.text('#reading-list-size'), '1', String(status))
      assert.equal(page.$('html').attr('data-theme'), 'dark')
      assert.equal(page.text('#notice p'), 'Closed on Monday')
      assert.equal(page.$('#menu a[href="/authors"]').length, 1)
      assert.equal(page.$('form[role=search]').attr('action'), '/books')
      assert.lengthOf(page.$('footer button[name=text]'), 3)
      assert.equal(page.headers.get('cache-control'), 'no-store')
      assert.include(page.headers.get('vary')!, 'Cookie')
      assert.isEmpty(page.headers.getSetCookie())
    }
    assert.deepEqual(await sessionRows(), before)
  })

  test('who has no session begins none with an error, and is told no number', async ({
    assert,
  }) => {
    for (const page of [
      await new Visitor().visit('/nowhere'),
      await new Visitor().visit('/nowhere', { headers: { cookie: 'library_session=x' } }),
    ]) {
      assert.equal(page.status, 404)
      assert.equal(page.text('.kept-books'), 'Reading list')
      assert.isEmpty(page.headers.getSetCookie())
    }
    assert.isEmpty(await sessionRows())
  })

  test('what could not be saved is not counted', async ({ assert }) => {
    const [emma, dune] = [await listBook('Emma'), await listBook('Dune')]
    const visitor = new Visitor()
    await visitor.submit(`/reading-list/${emma.id}`, {})
    const values = { reading_list: { [emma.id]: { place: 1 } }, kept: 'k'.repeat(65_500) }
    await overwriteSessions({ data: JSON.stringify({ values }) })

    const page = await visitor.submit(`/reading-list/${dune.id}`, {})
    assert.equal(page.status, 422)
    assert.equal(page.text('#reading-list-size'), '1')
  })
})
