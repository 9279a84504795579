import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { freezeTime, test } from '@japa/runner'
import { DateTime } from 'luxon'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import { LanguageFactory } from '#database/factories/language_factory'
import type Book from '#models/book'
import { remembered } from '#pages/remembered'
import { run } from '#sql/statement'
import { openAnother } from '#tests/helpers/databases'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { statementsOf } from '#tests/helpers/session_program'
import { Visitor } from '#tests/helpers/visitor'

/** What another program does, and what the pages at these addresses say afterwards. */
interface Change {
  what: string
  sql: string
  pages: Record<string, string>
}

const BOOK = '/books/7'
const OTHER = '/books/8'
const AUTHOR = '/authors/7'
const GENRE = '/genres/7'

const ofBook = (what: string, value: string, pages: Record<string, string>): Change => ({
  what: `${what} of a book`,
  sql: `update books set ${what} = ${value} where id = 7`,
  pages,
})
const ofCopy = (what: string, values: string, pages: Record<string, string>): Change => ({
  what: `${what} of a copy`,
  sql: `update book_instances set ${values} where book_id = 7`,
  pages,
})

const CHANGES: Change[] = [
  ofBook('title', `'Ripples'`, {
    [BOOK]: 'Ripples',
    [OTHER]: 'Ripples',
    [AUTHOR]: 'Ripples',
    [GENRE]: 'Ripples',
    '/': 'Ripples',
    '/books?sort=newest': 'Ripples',
    '/books?q=ripples': 'Ripples',
    '/books/suggestions?q=rip': 'Ripples',
    '/copies': 'Ripples',
  }),
  ofBook('subtitle', `'Life in the Woods'`, {
    [BOOK]: 'Life in the Woods',
    '/books': 'Life in the Woods',
  }),
  ofBook('year', '1854', { [BOOK]: '1854', '/books': '1854', '/books?decade=1850': 'Walden' }),
  ofBook('isbn', `'9784101001012'`, { [BOOK]: '978-4-10-100101-2' }),
  ofBook('publisher', `'Ticknor and Fields'`, { [BOOK]: 'Ticknor and Fields' }),
  ofBook('summary', `'Two years by a pond.'`, { [BOOK]: 'Two years by a pond.' }),
  ofBook('series', `'Ponds'`, { [BOOK]: 'Ponds' }),
  ofBook('volume', `'3'`, { [BOOK]: 'Volume 3' }),
  ofBook('language_code', `'ja'`, { [BOOK]: 'Japanese', '/books': 'Japanese' }),
  {
    what: 'name of a language that only the library knows',
    sql: `update languages set name = 'Quenya' where code = 'xx'`,
    pages: { [BOOK]: 'Quenya', '/books': 'Quenya' },
  },
  {
    what: 'name of an author',
    sql: `update authors set name = 'H. D. Thoreau', sort_name = 'Thoreau, H. D.' where id = 7`,
    pages: {
      [BOOK]: 'H. D. Thoreau',
      [OTHER]: 'H. D. Thoreau',
      [AUTHOR]: 'H. D. Thoreau',
      '/': 'H. D. Thoreau',
      '/books': 'H. D. Thoreau',
      '/authors': 'Thoreau, H. D.',
    },
  },
  {
    what: 'dates of an author',
    sql: `update authors set born = '1817-07-12', died = '1862-05-06' where id = 7`,
    pages: { [AUTHOR]: '12 July 1817', '/authors': '1817' },
  },
  {
    what: 'author more',
    sql: 'insert into book_authors (book_id, author_id, position) values (7, 8, 1)',
    pages: { [BOOK]: 'Emerson', '/books': 'Emerson', '/authors/8': 'Walden' },
  },
  {
    what: 'name of a genre',
    sql: `update genres set name = 'Outdoors' where id = 7`,
    pages: { [BOOK]: 'Outdoors', [GENRE]: 'Outdoors', '/genres': 'Outdoors', '/': 'Outdoors' },
  },
  {
    what: 'genre less',
    sql: 'delete from book_genres where book_id = 8',
    pages: { [GENRE]: '1 book', '/': '1 book' },
  },
  ofCopy('status', `status = 'on_loan', due_back = '2031-05-06'`, {
    [BOOK]: 'due back 6 May',
    [OTHER]: 'due back 6 May',
    [AUTHOR]: 'due back 6 May',
    '/books': 'due back 6 May',
    '/': 'Copies available0',
    '/copies': '6 May 2031',
  }),
  ofCopy('code', `code = 'B-77'`, { [BOOK]: 'B-77', '/copies': 'B-77' }),
  ofCopy('imprint', `imprint = 'Boston, 1854'`, { [BOOK]: 'Boston, 1854' }),
  ofCopy('place', `shelf_place = 'W 12'`, { [BOOK]: 'W 12' }),
  {
    what: 'copy less',
    sql: 'delete from book_instances where book_id = 7',
    pages: { [BOOK]: 'no copy', '/': 'Copies0' },
  },
  {
    what: 'book more',
    sql: `insert into books (id, title, sort_title, sort_key, match_key, created_at, updated_at)
      select 9, 'Cape Cod', 'Cape Cod', 'cape cod', 'cape cod', created_at, updated_at
      from books where id = 8`,
    pages: { '/': 'Cape Cod', '/books': 'Cape Cod', '/books/9': 'Cape Cod' },
  },
  {
    what: 'book less',
    sql: 'delete from books where id = 8',
    pages: { [OTHER]: 'This page is not on our shelves', [AUTHOR]: '1 book', '/': 'Books1' },
  },
]

test.group('Pages | what is remembered of the catalogue', (group) => {
  let other: QueryClientContract
  let walden: Book

  group.each.setup(async () => {
    await emptyLibrary()
    await LanguageFactory.merge([
      { code: 'xx', name: 'Elvish' },
      { code: 'ja', name: 'Japanese' },
    ]).createMany(2)
    const thoreau = await AuthorFactory.merge({ id: 7, name: 'Henry Thoreau' }).create()
    await AuthorFactory.merge({ id: 8, name: 'Waldo Emerson' }).create()
    const nature = await GenreFactory.merge({ id: 7, name: 'Nature' }).create()
    walden = await listBook('Walden', { id: 7, by: [thoreau], copies: 1, languageCode: 'xx' })
    const walking = await listBook('Walking', { id: 8, by: [thoreau] })
    for (const book of [walden, walking]) await book.related('genres').attach([nature.id])
    other = await openAnother()
    return () => db.manager.close(other.connectionName, true)
  })

  test('{what}: changed by another program, each page that shows it does so at once')
    .with(CHANGES)
    .run(async ({ assert }, { sql, pages }) => {
      const visitor = new Visitor()
      const read = async (address: string) => {
        const page = await visitor.visit(address)
        return page.body.startsWith('[') ? page.body : page.text()
      }
      const before = new Map<string, string>()
      for (const [address, words] of Object.entries(pages)) {
        await read(address)
        before.set(address, await read(address))
        assert.notInclude(before.get(address)!, words, address)
      }
      await run(other, sql)
      for (const [address, words] of Object.entries(pages)) {
        assert.include(await read(address), words, address)
      }
    })

  test('what fails is not remembered, and who asks at the same time waits for one answer', async ({
    assert,
  }) => {
    const fail = remembered('something', () => Promise.reject(new Error('The disk is away')))
    await assert.rejects(() => fail, 'The disk is away')
    let made = 0
    const make = async () => ({ number: ++made })
    const [one, two] = [remembered('something', make), remembered('something', make)]
    assert.deepEqual(await Promise.all([one, two]), [{ number: 1 }, { number: 1 }])
    await run(other, `update books set title = 'Ripples' where id = 7`)
    assert.deepEqual(await remembered('something', make), { number: 2 })
  })

  test('long addresses are not remembered without end: what was asked first goes first', async ({
    assert,
  }) => {
    let made = 0
    const ask = (number: number) =>
      remembered(`${number} ${'x'.repeat(1_000_000)}`, async () => ({ number: ++made }))
    for (let number = 1; number <= 40; number++) await ask(number)
    assert.deepEqual(await ask(40), { number: 40 })
    assert.deepEqual(await ask(1), { number: 41 })
  })

  test('a loan is overdue from the day after, though nothing was changed', async ({ assert }) => {
    const due = DateTime.fromISO('2031-05-06')
    await BookInstanceFactory.merge({ bookId: 8, status: 'on_loan', dueBack: due }).create()
    const visitor = new Visitor()
    const read = async () => {
      const pages = [await visitor.visit(OTHER), await visitor.visit('/books')]
      return pages.map((page) => page.text())
    }
    freezeTime(due.set({ hour: 23 }).toJSDate())
    for (const text of await read()) assert.include(text, 'On loan, due back 6 May')
    freezeTime(due.plus({ days: 1 }).toJSDate())
    const [page, list] = await read()
    assert.include(page, 'overdue')
    for (const text of [page, list]) assert.include(text, 'On loan, was due back 6 May')
  })

  test('two visitors see their own reading lists on pages that are made once', async ({
    assert,
  }) => {
    const [one, two] = [new Visitor(), new Visitor()]
    await one.visit('/')
    await one.submit(`/reading-list/${walden.id}`, {})
    for (const address of [BOOK, OTHER, '/books', AUTHOR, GENRE, '/']) {
      for (const time of ['made', 'made once']) {
        const kept = await one.visit(address)
        assert.include(kept.text('.keep-7'), 'Remove from reading list', `${address}, ${time}`)
        const free = await two.visit(address)
        assert.include(free.text('.keep-7'), 'Add to reading list', `${address}, ${time}`)
      }
    }
    await one.submit(`/reading-list/${walden.id}?_method=DELETE`, {})
    const page = await one.visit(BOOK)
    assert.include(page.text('.keep-7'), 'Add to reading list')
  })

  test('besides the session, the page of a book takes three statements, and one when remembered', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    await visitor.visit('/')
    const statements = async () => {
      const all = await statementsOf(() => visitor.visit(BOOK))
      // A line that begins with dashes is what SQLite asks of itself
      return all.filter((sql) => !/^--|\b(sessions|notices|library)\b/.test(sql))
    }
    assert.lengthOf(await statements(), 3)
    assert.lengthOf(await statements(), 1)
  })

  test('each visitor sees lists in the chosen order, number and layout', async ({ assert }) => {
    const [one, two] = [new Visitor(), new Visitor()]
    await one.submit('/preferences?_method=PATCH', {
      layout: 'grid',
      sort: 'newest',
      theme: 'dark',
    })
    for (const time of ['made', 'made once']) {
      const grid = await one.visit('/books')
      assert.lengthOf(grid.$('.book-list.grid'), 1, time)
      assert.equal(grid.$('html').attr('data-theme'), 'dark')
      assert.include(grid.text('.book-list li:first-child'), 'Walking')
      const list = await two.visit('/books')
      assert.lengthOf(list.$('.book-list.grid'), 0)
      assert.equal(list.$('html').attr('data-theme'), 'auto')
      assert.include(list.text('.book-list li:first-child'), 'Walden')
    }
  })
})
