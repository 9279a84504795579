import { test } from '@japa/runner'
import BookInstance from '#models/book_instance'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { overwriteSessions, sessionRows } from '#tests/helpers/session_rows'
import { type Page, Visitor } from '#tests/helpers/visitor'

function titles({ $ }: Page, section: 'news' | 'back') {
  return $(`section[aria-labelledby=${section}] .book-title`)
    .map((_, link) => $(link).text())
    .get()
}

/** Lets half an hour and a minute pass since the visitor's last visit. */
async function comeBackLater() {
  const [{ data }] = await sessionRows()
  const content = JSON.parse(data)
  content.values.last_visit.at -= 31 * 60_000
  await overwriteSessions({ data: JSON.stringify(content) })
}

test.group('Home | new since the last visit', (group) => {
  group.each.setup(emptyLibrary)

  test('shows nothing as new at the first visit', async ({ assert }) => {
    await listBook('Emma')
    const page = await new Visitor().visit('/')
    assert.notInclude(page.text(), 'New since your last visit')
  })

  test('shows the books that were listed since, until the next visit', async ({ assert }) => {
    await listBook('Emma')
    const visitor = new Visitor()
    await visitor.visit('/')
    await comeBackLater()
    await listBook('Dune')
    await listBook('Ulysses')

    assert.deepEqual(titles(await visitor.visit('/'), 'news'), ['Ulysses', 'Dune'])
    assert.deepEqual(titles(await visitor.visit('/'), 'news'), ['Ulysses', 'Dune'])
    await comeBackLater()
    assert.deepEqual(titles(await visitor.visit('/'), 'news'), [])
  })

  test('shows a book of the reading list that has come back', async ({ assert }) => {
    const [emma, dune] = [
      await listBook('Emma', { copies: 1 }),
      await listBook('Dune', { copies: 1 }),
    ]
    await BookInstance.query().where('bookId', emma.id).update({ status: 'on_loan' })
    const visitor = new Visitor()
    await visitor.visit('/')
    for (const { id } of [emma, dune]) await visitor.submit(`/reading-list/${id}`, {})
    await visitor.visit('/')
    await comeBackLater()
    const stillOut = await visitor.visit('/')
    assert.deepEqual(titles(stillOut, 'back'), [])

    await BookInstance.query().update({ status: 'available' })
    assert.deepEqual(titles(await visitor.visit('/'), 'back'), ['Emma'])
    assert.deepEqual(titles(await visitor.visit('/'), 'back'), ['Emma'])
    await comeBackLater()
    assert.deepEqual(titles(await visitor.visit('/'), 'back'), [])
  })
})
