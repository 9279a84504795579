import { test } from '@japa/runner'
import testUtils from '@adonisjs/core/services/test_utils'
import { load } from 'cheerio'
import HttpExceptionHandler from '#middleware/error_handler'

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
