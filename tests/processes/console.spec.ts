import { readdir } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { startAce } from '#tests/helpers/site_process'

async function print(...args: string[]) {
  const command = startAce(args)
  await command.ended
  return command.output
}

test.group('Console | npm run ace', () => {
  test('offers the commands of the library, and none that makes files or wipes a database', async ({
    assert,
  }) => {
    const list = await print('list')
    const offered = [...list.matchAll(/^ {2}([a-z]+(?::[a-z]+)?) {2,}/gm)].map(([, name]) => name)
    const files = await readdir(app.makePath('commands'))
    const own = files.filter((file) => !file.startsWith('_'))
    assert.sameMembers(
      offered.filter((name) => name !== 'list'),
      own.map((file) => file.replace('.ts', '').replace('_', ':'))
    )
  })

  test('explains a command as it is typed, in plain text', async ({ assert }) => {
    const help = await print('library:import', '--help')
    assert.include(help, 'npm run ace -- library:import')
    assert.notInclude(help, 'node ace')
    assert.notInclude(help, '`')
  })
})
