import { readFile } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'

/** `[title](../tests/file)`, or `[words](../tests/file 'title')` */
const TEST_LINK = /\[([^\]]+)\]\(\.\.\/(tests\/[^\s)]+)(?: ['"]([^'"]+)['"])?\)/g

test.group('Session | docs/sessions.md', () => {
  test('every test that {name} names is in the file that it names')
    .with([
      { name: 'docs/sessions.md', atLeast: 40 },
      { name: 'docs/security.md', atLeast: 15 },
    ])
    .run(async ({ assert }, { name, atLeast }) => {
      const page = await readFile(app.makePath(name), 'utf8')
      const links = [...page.matchAll(TEST_LINK)]
      assert.lengthOf(links, page.split('](../tests/').length - 1)
      assert.isAbove(links.length, atLeast)

      for (const [, words, file, title] of links) {
        const source = await readFile(app.makePath(file), 'utf8')
        assert.include(source, `test('${title ?? words}'`, file)
      }
    })

  test('every comparison with the stock parts names a test', async ({ assert }) => {
    const page = await readFile(app.makePath('docs/sessions.md'), 'utf8')
    const [, section] = page.split('## Beside the stock parts')
    const rows = section.split('\n## ')[0].match(/^- .+$/gm)!
    assert.lengthOf(rows, 13)
    for (const row of rows) assert.match(row.split(' Here: ')[1], /\]\(\.\.\/tests\//, row)
  })
})
