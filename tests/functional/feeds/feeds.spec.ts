import { test } from '@japa/runner'
import { load } from 'cheerio'
import { DateTime } from 'luxon'
import { appUrl } from '#config/app'
import { AuthorFactory } from '#database/factories/author_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

const MACHINE_FILES = ['/health', '/sitemap.xml', '/robots.txt', '/opensearch.xml', '/feed.xml']

test.group('Files for machines', (group) => {
  group.each.setup(emptyLibrary)

  test('{$self} starts no session')
    .with(MACHINE_FILES)
    .run(async ({ assert }, address) => {
      const page = await new Visitor().visit(address)
      assert.equal(page.status, 200)
      assert.isNull(page.headers.get('set-cookie'))
    })

  test('the feed is Atom, of the newest books first', async ({ assert }) => {
    const author = await AuthorFactory.merge({ name: 'Ursula K. Le Guin' }).create()
    const day = DateTime.fromISO('2026-03-01T12:00:00Z')
    const old = await listBook('Old', { createdAt: day })
    const fresh = await listBook('Fresh <b>&amp;</b> "new"\u0007', {
      by: [author],
      summary: 'Said <script>alert(1)</script>',
      createdAt: day.plus({ days: 1 }),
    })

    const page = await new Visitor().visit('/feed.xml')
    assert.equal(page.headers.get('content-type'), 'application/atom+xml')
    const $ = load(page.body, { xml: true })
    assert.equal($('feed').attr('xmlns'), 'http://www.w3.org/2005/Atom')
    assert.equal($('feed').attr('xml:lang'), 'en')
    assert.deepEqual(
      $('entry > id')
        .map((_, id) => $(id).text())
        .get(),
      [`${appUrl}/books/${fresh.id}`, `${appUrl}/books/${old.id}`]
    )
    const entry = $('entry').first()
    assert.equal(entry.find('title').text(), 'Fresh <b>&amp;</b> "new"')
    assert.equal(entry.find('author > name').text(), 'Ursula K. Le Guin')
    assert.equal(entry.find('summary').text(), 'Said <script>alert(1)</script>')
    assert.equal(entry.find('published').text(), '2026-03-02T12:00:00.000Z')
    assert.notInclude(page.body, '<script')
    assert.notInclude(page.body, '\u0007')
  })

  test('the feed of an empty library has no entry, and is still a feed', async ({ assert }) => {
    const page = await new Visitor().visit('/feed.xml')
    const $ = load(page.body, { xml: true })
    assert.equal($('entry').length, 0)
    assert.equal($('feed > updated').text(), '1970-01-01T00:00:00Z')
    assert.equal($('feed > id').text(), `${appUrl}/feed.xml`)
  })

  test('the sitemap names every page of a small catalogue', async ({ assert }) => {
    const author = await AuthorFactory.create()
    const genre = await GenreFactory.create()
    const book = await listBook('Dune', { by: [author] })

    const page = await new Visitor().visit('/sitemap.xml')
    const $ = load(page.body, { xml: true })
    const addresses = $('urlset > url > loc').map((_, loc) => $(loc).text())
    const expected = ['/', '/about', '/books', '/authors', '/genres', '/copies'].concat(
      `/genres/${genre.id}`,
      `/books/${book.id}`,
      `/authors/${author.id}`
    )
    assert.deepEqual(
      addresses.get(),
      expected.map((path) => `${appUrl}${path}`)
    )
    const today = DateTime.utc().toISODate()
    assert.equal($(`url:has(loc:contains("/books/${book.id}")) lastmod`).text(), today)
  })

  test('a catalogue too large for one sitemap gets an index of parts', async ({ assert }) => {
    await listBook('First', { id: 50_000 })
    await listBook('Far', { id: 120_001 })

    const visitor = new Visitor()
    const page = await visitor.visit('/sitemap.xml')
    const $ = load(page.body, { xml: true })
    const parts = $('sitemapindex loc').map((_, loc) => $(loc).text().replace(appUrl, ''))
    assert.deepEqual(parts.get(), [
      '/sitemap.xml?part=pages',
      '/sitemap.xml?part=books-1',
      '/sitemap.xml?part=books-2',
      '/sitemap.xml?part=books-3',
    ])
    const first = await visitor.visit('/sitemap.xml?part=books-1')
    assert.include(first.body, '/books/50000<')
    assert.notInclude(first.body, '/books/120001<')
    const third = await visitor.visit('/sitemap.xml?part=books-3')
    assert.include(third.body, `<loc>${appUrl}/books/120001</loc>`)
    assert.notInclude(third.body, '/books/50000<')
  })

  test('a part of the sitemap that does not exist is not found')
    .with(['books-0', 'books-9', 'users-1', '', '../x'])
    .run(async ({ assert }, part) => {
      const page = await new Visitor().visit(`/sitemap.xml?part=${part}`)
      assert.equal(page.status, 404)
      assert.include(page.headers.get('content-type')!, 'text/html')
    })

  test('robots.txt lets everyone in and names the sitemap', async ({ assert }) => {
    const page = await new Visitor().visit('/robots.txt')
    assert.equal(page.headers.get('content-type'), 'text/plain; charset=utf-8')
    assert.equal(page.body, `User-agent: *\nDisallow:\n\nSitemap: ${appUrl}/sitemap.xml\n`)
  })

  test('opensearch.xml tells browsers where to search, and pages point to it', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const page = await visitor.visit('/opensearch.xml')
    assert.include(page.headers.get('content-type')!, 'application/opensearchdescription+xml')
    assert.include(page.body, `template="${appUrl}/books?q={searchTerms}"`)
    const books = await visitor.visit('/books')
    assert.match(books.$('link[rel=search]').attr('href')!, /^\/opensearch\.xml\?/)
    assert.equal(books.$('link[type="application/atom+xml"]').attr('href'), '/feed.xml')
  })
})
