import { readdir, readFile } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'

async function matches(file: string, pattern: RegExp) {
  const text = await readFile(app.makePath(file), 'utf8')
  return [...text.matchAll(pattern)].map(([, name, value]) => ({ name, value }))
}

function namesOf(settings: { name: string }[]) {
  return settings.map(({ name }) => name).toSorted()
}

test.group('Documents', () => {
  test('docs/settings.md and .env.example know each setting, with the same defaults', async ({
    assert,
  }) => {
    const known = await matches('start/env.ts', /^ {2}([A-Z_]+):/gm)
    const told = await matches('docs/settings.md', /^- `([A-Z_]+)` \(`?([^`)]*)`?\)/gm)
    const written = await matches('.env.example', /^([A-Z_]+)=(.*)$/gm)
    const shown = known.filter(({ name }) => name !== 'NODE_ENV')
    assert.isAbove(shown.length, 20)
    assert.deepEqual(namesOf(told), namesOf(shown))
    assert.deepEqual(namesOf(written), namesOf(shown))
    for (const { name, value } of written) {
      const { value: fallback } = told.find((setting) => setting.name === name)!
      if (value) assert.equal(value, fallback, name)
      else assert.match(fallback, /^(none|made by the first start)$/, name)
    }
  })

  test('docs/commands.md knows each command', async ({ assert }) => {
    const text = await readFile(app.makePath('docs/commands.md'), 'utf8')
    const files = await readdir(app.makePath('commands'))
    const commands = files.filter((file) => !file.startsWith('_'))
    assert.isAbove(commands.length, 10)
    for (const file of commands) {
      const [{ name }] = await matches(`commands/${file}`, /static commandName = '([^']+)'/g)
      assert.match(text, new RegExp(`\`${name}[ \`]`), name)
    }
  })

  test('docs/house.md knows each room of app', async ({ assert }) => {
    const told = await matches('docs/house.md', /`app\/([a-z.]+)`/g)
    const rooms = await readdir(app.makePath('app'))
    assert.deepEqual(namesOf(told), rooms.toSorted())
  })
})
