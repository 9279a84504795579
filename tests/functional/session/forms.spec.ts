import fc from 'fast-check'
import { test } from '@japa/runner'
import type Book from '#models/book'
import Notice from '#models/notice'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { overwriteSessions } from '#tests/helpers/session_rows'
import { Visitor } from '#tests/helpers/visitor'

const anything = fc.jsonValue({ maxDepth: 2 })
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))

/** Mostly what the program writes, and in places something else. */
const mostly = <T>(right: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: right }, anything)

/** Every key of a session with what an older program may have left under it. */
function sessionsOf(books: Book[], notice: Notice) {
  const ids = books.map(({ id }) => id)
  const moment = fc.constantFrom(Date.now(), 0, -1, 9e15, 1e300)
  const id = fc.oneof(fc.constantFrom(...ids), fc.constantFrom(0, 999_999_999, 1e12, -1, 1.5))
  const mark = { at: mostly(moment), newest: mostly(id) }
  const texts = mostly(fc.constantFrom('emma', '', '$date', '__proto__'))
  const name = fc.oneof(
    id.map(String),
    fc.constantFrom('known', notice.version, 'theme', 'sort', 'per_page', '1e3', '')
  )
  const kept = <T>(entry: fc.Arbitrary<T>) =>
    mostly(fc.oneof(fc.dictionary(name, mostly(entry)), fc.array(mostly(entry))))
  const trail = fc.record({
    id: mostly(fc.constant('known')),
    address: mostly(fc.constantFrom('/books?q=emma', '', '?', '/books?q[]=a&page=x&genre=0')),
    from: mostly(number),
    ids: mostly(fc.oneof(fc.constant(ids), fc.array(mostly(id)))),
    total: mostly(number),
    at: mostly(moment),
  })
  return fc.record({
    visits: mostly(number),
    last_visit: mostly(fc.record({ ...mark, since: mostly(fc.record(mark)) })),
    notices: kept(moment),
    preferences: kept(fc.constantFrom('dark', 'title', '50')),
    reading_list: kept(fc.record({ place: mostly(number), told: mostly(fc.constant('out')) })),
    recent_books: kept(moment),
    recent_searches: kept(fc.oneof(texts, fc.record({ text: texts, at: mostly(moment) }))),
    books_paused: fc.oneof(fc.constant(undefined), anything),
    recent_searches_off: fc.oneof(fc.constant(undefined), anything),
    trails: kept(trail),
    __flash__: mostly(fc.record({ message: anything })),
    testCookie: anything,
    others: anything,
  })
}

test.group('Session | values in another form', (group) => {
  group.each.setup(emptyLibrary)
  group.each.teardown(() => Notice.takeDown())

  test('every page and every form copes with whatever an older program left', async ({
    assert,
  }) => {
    const books = [await listBook('Emma'), await listBook('Emma again', { copies: 1 })]
    const notice = await Notice.putUp('Closed on Monday.')
    const [{ id }] = books
    const pages = [
      ...['/', '/books', '/books?q=emma', `/books/${id}?q=emma&place=1`, '/authors', '/genres'],
      ...['/copies', '/preferences', '/visit', '/visit/download', '/reading-list'],
      ...['/reading-list?sort=shelf', '/reading-list/slip', '/reading-list/download/csv'],
    ]
    const forms: [string, Record<string, string>][] = [
      [`/reading-list/${id}?_method=PATCH`, { direction: 'down' }],
      [`/reading-list/${id}?_method=DELETE`, {}],
      [`/reading-list/${id}`, {}],
      ['/preferences?_method=PATCH', { theme: 'dark', sort: 'title' }],
      ['/acknowledgements', { notice: notice.version }],
      ['/visit/searches?_method=DELETE', { entry: 'emma' }],
      ['/visit/books?_method=DELETE', { entry: String(id) }],
      ['/visit/preferences?_method=DELETE', { entry: 'theme' }],
      ['/visit/books?_method=PATCH', { paused: '1' }],
      ['/searches?_method=PATCH', { keep: '0' }],
    ]
    const visitor = new Visitor()
    await visitor.visit('/')

    await fc.assert(
      fc.asyncProperty(sessionsOf(books, notice), async (values) => {
        const data = JSON.stringify({ values })
        await overwriteSessions({ data })
        for (const page of pages) {
          const { status } = await visitor.visit(page)
          assert.equal(status, 200, page)
        }
        await overwriteSessions({ data })
        for (const [path, fields] of forms) {
          const { status } = await visitor.submit(path, fields, { redirect: 'manual' })
          assert.equal(status, 303, path)
        }
      }),
      {
        numRuns: 15,
        endOnFailure: true,
        // Nothing that could be made text of
        examples: [[{ __flash__: { message: { toString: null } } } as never]],
      }
    )
  }).timeout(30_000)
})
