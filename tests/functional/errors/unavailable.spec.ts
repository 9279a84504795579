import { test } from '@japa/runner'
import testUtils from '@adonisjs/core/services/test_utils'
import db from '@adonisjs/lucid/services/db'
import { load } from 'cheerio'
import { setTimeout as passed } from 'node:timers/promises'
import HttpExceptionHandler from '#middleware/error_handler'
import { tellNothing } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

/** The answer to a visitor whose request met the error. */
async function answerTo(error: unknown) {
  const ctx = await testUtils.createHttpContext()
  ctx.request.request.headers.accept = 'text/html'
  await new HttpExceptionHandler().handle(error, ctx)
  return { response: ctx.response, $: load(String(ctx.response.getBody())) }
}

test.group('Errors | pages', () => {
  test('a database that cannot be asked just now ({$self}) gets 503 and when to try again')
    .with(['SQLITE_BUSY', 'ECONNREFUSED', '57P03'])
    .run(async ({ assert }, code) => {
      const { response, $ } = await answerTo(Object.assign(new Error('in use'), { code }))
      assert.equal(response.getStatus(), 503)
      assert.equal(response.getHeader('retry-after'), '30')
      assert.equal($('h1').text(), 'The library is closed for a moment')
      assert.equal($('.button').text(), 'Try again')
      assert.notInclude($.html(), 'in use')
    })

  test('where not even the library can be read, a visitor reads a page, and nothing of why', async ({
    assert,
    cleanup,
  }) => {
    await db.connection().schema.renameTable('library', 'library_away')
    cleanup(async () => {
      await db.connection().schema.renameTable('library_away', 'library')
      await tellNothing()
    })
    // What was read before is known for a second
    await passed(1_100)
    for (const [address, heading] of [
      ['/', 'Something went wrong on our side'],
      ['/feed.xml', 'Something went wrong on our side'],
      ['/nowhere', 'This page is not on our shelves'],
    ]) {
      const page = await new Visitor().visit(address)
      assert.equal(page.text('h1'), heading, address)
      assert.notMatch(page.body, /library_away|no such table|relation/, address)
    }
  })

  test('a fault of the program gets 500 and a way on, without a trace of it', async ({
    assert,
  }) => {
    const { response, $ } = await answerTo(new TypeError('x is not a function'))
    assert.equal(response.getStatus(), 500)
    assert.equal($('h1').text(), 'Something went wrong on our side')
    assert.equal($('main a[href="/"]').text(), 'the home page')
    assert.isUndefined(response.getHeader('retry-after'))
    assert.notInclude($.html(), 'not a function')
  })
})
