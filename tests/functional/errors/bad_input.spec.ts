import { request } from 'node:http'
import { test } from '@japa/runner'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import Genre from '#models/genre'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

const SCRIPT = '<script>alert("library")</script>'

/** Sends an address as it is: fetch would mend it first. */
function get(origin: string, path: string) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(origin)
    request({ hostname, port, path }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode!, body }))
    })
      .on('error', reject)
      .end()
  })
}

test.group('Bad input', (group) => {
  group.each.setup(emptyLibrary)

  test('an address that names nothing gets a page with a search and ways on', async ({
    assert,
  }) => {
    const page = await new Visitor().visit('/no/such/page')
    assert.equal(page.status, 404)
    assert.equal(page.text('h1'), 'This page is not on our shelves')
    assert.equal(page.$('main form').attr('action'), '/books')
    assert.equal(page.$('main a[href="/books"]').length, 1)
    assert.equal(page.$('meta[name=robots]').attr('content'), 'noindex')
    assert.equal(page.$('link[rel=canonical]').length, 0)
  })

  test('{$self} is not found')
    .with([
      '/%ff',
      '/%c0%af',
      '/books/%ff',
      '/books/%00',
      '/books/%',
      '/authors/%E0%A4%A',
      '/../etc/passwd',
      '/books/1%2f2',
      '//example.com/books',
    ])
    .run(async ({ assert }, path) => {
      const page = await get(new Visitor().origin, path)
      assert.equal(page.status, 404)
      assert.include(page.body, 'This page is not on our shelves')
    })

  test('{$self} still shows the books')
    .with([
      '/books?q=%ff',
      '/books?q=%',
      '/books?%ff=%ff',
      '/books?q=%00',
      '/books?q=%ED%A0%80',
      '/books?__proto__[q]=x',
      '/books?q=' + 'a'.repeat(10_000),
    ])
    .run(async ({ assert }, path) => {
      const page = await get(new Visitor().origin, path)
      assert.equal(page.status, 200)
      assert.include(page.body, '<h1>Books</h1>')
    })

  test('{$self} to a page that only can be read is refused with a clear page')
    .with(['POST', 'PUT', 'DELETE', 'PATCH'])
    .run(async ({ assert }, method) => {
      const page = await new Visitor().visit('/books', { method })
      assert.equal(page.status, 405)
      assert.equal(page.headers.get('allow'), 'GET, HEAD')
      assert.equal(page.text('h1'), 'Nothing can be sent to this page')
    })

  test('a form that names no method of forms ({$self}) is no fault of the program')
    .with(['_method[x]=DELETE', '_method=a&_method=b', '_method=', '_method=constructor'])
    .run(async ({ assert }, query) => {
      const page = await new Visitor().submit(`/visit?${query}`, { '_method[]': 'x' })
      assert.equal(page.status, 405)
    })

  test('sending to an address that names nothing is not found', async ({ assert }) => {
    const page = await new Visitor().submit('/nowhere', { a: 'b' })
    assert.equal(page.status, 404)
  })

  test('a fault of the program gets a page that tells nothing of its inside', async ({
    assert,
    cleanup,
  }) => {
    const query = Genre.query
    cleanup(() => {
      Genre.query = query
    })
    Genre.query = () => {
      throw new Error('no such table: the inside')
    }

    const page = await new Visitor().visit('/genres')
    assert.equal(page.status, 500)
    assert.equal(page.text('h1'), 'Something went wrong on our side')
    assert.notInclude(page.body, 'the inside')
  })

  test('script in a title, author, genre or summary is text wherever it is shown', async ({
    assert,
  }) => {
    const author = await AuthorFactory.merge({ name: `Author ${SCRIPT}` }).create()
    const genre = await GenreFactory.merge({ name: `Genre ${SCRIPT}` }).create()
    const book = await listBook(`Title ${SCRIPT}`, {
      by: [author],
      subtitle: SCRIPT,
      summary: SCRIPT,
      publisher: SCRIPT,
    })
    await book.related('genres').attach([genre.id])
    const copy = await BookInstanceFactory.merge({ bookId: book.id, imprint: SCRIPT }).create()

    const visitor = new Visitor()
    for (const address of [
      '/',
      '/books',
      `/books?author=${author.id}&genre=${genre.id}`,
      `/books/${book.id}`,
      '/authors',
      `/authors/${author.id}`,
      '/genres',
      `/genres/${genre.id}`,
      '/copies',
      `/copies/${copy.id}`,
    ]) {
      const page = await visitor.visit(address)
      assert.equal(page.status, 200, address)
      assert.include(page.text('main'), SCRIPT, address)
      const scripts = page.$('script:not([src], [type="application/ld+json"])')
      assert.equal(scripts.length, 0, address)
      for (const data of page.$('[type="application/ld+json"]').toArray()) {
        assert.doesNotThrow(() => JSON.parse(page.$(data).text()))
      }
    }
    const shown = await visitor.visit(`/books/${book.id}`)
    assert.equal(shown.text('title'), `Title ${SCRIPT} by Author ${SCRIPT} · Local Library`)
    assert.equal(shown.$('meta[name=description]').attr('content'), SCRIPT)
    const searched = await visitor.visit(`/books?q=${encodeURIComponent(`"><b>${SCRIPT}`)}`)
    assert.equal(searched.$('#q').attr('value'), `"><b>${SCRIPT}`)
    assert.equal(searched.$('main b').length, 0)
  })
})

test.group('Bad input | bodies', (group) => {
  group.each.setup(emptyLibrary)

  test('a body that cannot be read ({name}) gets a page in the language of who sent it')
    .with([
      { name: 'JSON', headers: { 'content-type': 'application/json' }, body: '{bad' },
      {
        name: 'gzip',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-encoding': 'gzip',
        },
        body: 'a=1',
      },
    ] as { name: string; headers: Record<string, string>; body: string }[])
    .run(async ({ assert }, { headers, body }) => {
      const page = await new Visitor().submit(
        '/acknowledgements',
        {},
        { body, headers: { ...headers, 'accept-language': 'de' } }
      )
      assert.equal(page.status, 400)
      assert.equal(page.text('h1'), 'Das wurde nicht verstanden')
      assert.notMatch(page.body, /JSON at|incorrect header/)
    })
})

test.group('Every page', (group) => {
  group.each.setup(emptyLibrary)

  test('{$self} has one h1, its landmarks, and nothing from elsewhere')
    .with(['/', '/books', '/authors', '/genres', '/copies', '/nope'])
    .run(async ({ assert }, address) => {
      const { $, headers, status } = await new Visitor().visit(address)
      assert.equal($('h1').length, 1)
      for (const landmark of ['header', 'nav[aria-label]', 'main#content', 'footer']) {
        assert.isAtLeast($(landmark).length, 1, landmark)
      }
      assert.equal($('.skip-link').attr('href'), '#content')
      assert.equal($('html').attr('lang'), 'en')
      assert.equal($('[style], main script').length, 0)
      const elsewhere = $('[src^="http"], link[rel=stylesheet][href^="http"]')
      assert.equal(elsewhere.length, 0)
      if (status === 200)
        assert.include(headers.get('content-security-policy')!, "default-src 'self'")
    })
})
