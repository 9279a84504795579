import { test } from '@japa/runner'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import Notice from '#models/notice'
import { openDemoLibrary } from '#tests/helpers/demo'
import { tellEverything, tellNothing } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

const html = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ['html-validate:recommended'],
    // How the source looks, not whether it is valid: the templates and Vite write it. And the name
    // of a library, which stands in each title, may be long.
    rules: { 'no-trailing-whitespace': 'off', 'void-style': 'off', 'long-title': 'off' },
  })
)

test.group('Pages | HTML', (group) => {
  let pages: Record<string, string>
  group.setup(async () => {
    pages = await openDemoLibrary()
    await Notice.putUp('Closed over the holidays: the library opens again on 7 January.')
    await tellEverything()
    return async () => {
      await Notice.takeDown()
      await tellNothing()
    }
  })

  test('is valid on every page', async ({ assert }) => {
    const visitor = new Visitor()
    for (const [name, address] of Object.entries(pages)) {
      const page = await visitor.visit(address)
      const report = await html.validateString(page.body)
      const faults = report.results.flatMap(({ messages }) =>
        messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`)
      )
      assert.deepEqual(faults, [], name)
    }
  })
})
