import { brotliDecompressSync } from 'node:zlib'
import { request } from 'node:http'
import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import { ownOrigin, Visitor } from '#tests/helpers/visitor'

/** What comes over the wire, as it comes. */
function receive(path: string, acceptEncoding: string) {
  return new Promise<{ encoding?: string; vary?: string; body: Buffer }>((resolve, reject) => {
    const sent = request(ownOrigin() + path, { headers: { 'accept-encoding': acceptEncoding } })
    sent.on('error', reject)
    sent.on('response', async (response) => {
      const { headers } = response
      const chunks: Buffer[] = await Array.fromAsync(response)
      resolve({
        encoding: headers['content-encoding'],
        vary: headers.vary,
        body: Buffer.concat(chunks),
      })
    })
    sent.end()
  })
}

test.group('Pages | delivery', (group) => {
  group.each.setup(emptyLibrary)

  test('pages come compressed to whoever reads it', async ({ assert }) => {
    const plain = await receive('/books', 'identity')
    assert.isUndefined(plain.encoding)
    assert.include(plain.body.toString(), '<h1>Books</h1>')

    const small = await receive('/books', 'br')
    assert.equal(small.encoding, 'br')
    assert.include(small.vary!, 'Accept-Encoding')
    assert.isBelow(small.body.length, plain.body.length / 2)
    assert.include(brotliDecompressSync(small.body).toString(), '<h1>Books</h1>')
  })

  test('icons are kept for a day under the version of what they show, and else not', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const lifeOf = async (address: string) => {
      const page = await visitor.visit(address)
      return page.headers.get('cache-control')
    }
    const { $ } = await visitor.visit('/')
    const named = $('link[rel=icon], link[rel=manifest]').map((_, link) => $(link).attr('href'))
    assert.lengthOf(named, 3)
    for (const address of named) assert.equal(await lifeOf(address), 'public, max-age=86400')
    for (const address of ['/favicon.svg', '/favicon.ico?old', '/manifest.webmanifest']) {
      assert.equal(await lifeOf(address), 'no-cache')
    }
  })
})
