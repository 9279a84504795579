import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { emptyDatabase, openDatabase } from '#tests/helpers/databases'
import { freePort, Program, settingsOf, SiteProcess, startAce } from '#tests/helpers/site_process'
import { Visitor } from '#tests/helpers/visitor'

const PASSWORD = 'correct horse battery staple'

test.group('Accounts | in several processes', () => {
  test('tries are counted in all of them, and a sign-in that ended in one has ended in all', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('accounts')
    const added = startAce(['members:add', 'Odo', '--card=O-1', '--role=admin'], database)
    assert.equal(await added.ended, 0)
    const client = openDatabase(database)
    cleanup(() => db.manager.close(client.connectionName, true))
    await client.from('members').update({ password: await hash.make(PASSWORD) })
    const sites = await Promise.all([SiteProcess.start(database), SiteProcess.start(database)])
    cleanup(async () => {
      await Promise.all(sites.map((site) => site.stop()))
    })
    const [one, two] = sites.map(({ origin }) => origin)
    const tryAt = (origin: string, password = 'wrong') =>
      new Visitor(origin).submit('/sign-in', { name: 'O-1', password })

    const owner = new Visitor(one)
    await owner.submit('/sign-in', { name: 'O-1', password: PASSWORD })
    const cookie = await owner.cookies.getCookieString(one)
    const elsewhere = new Visitor(two)
    await elsewhere.cookies.setCookie(cookie, two)
    const account = await elsewhere.visit('/account')
    assert.equal(account.text('h1'), 'Your account')

    const statuses: number[] = []
    for (let times = 0; times < 10; times++) {
      const { status } = await tryAt(times % 2 ? one : two)
      statuses.push(status)
    }
    assert.deepEqual(statuses, Array(10).fill(422))
    for (const origin of [one, two]) {
      const { status } = await tryAt(origin, PASSWORD)
      assert.equal(status, 429)
    }

    assert.equal(await startAce(['members:add', 'Shevek', '--role=admin'], database).ended, 0)
    assert.equal(await startAce(['members:role', 'O-1', 'none'], database).ended, 0)
    for (const visitor of [owner, elsewhere]) {
      const page = await visitor.visit('/account')
      assert.equal(page.text('h1'), 'Sign in')
    }
  })

  test('a start prints the link while there is no admin, and it sets the library up', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase('first_start')
    const port = String(await freePort())
    const prepare = async () => {
      const program = new Program(['build/ace.js', 'library:setup', '--link'], {
        ...settingsOf({ ...database, PORT: port, DEMO_CATALOGUE: 'false' }),
      })
      assert.equal(await program.ended, 0)
      return program.output
    }
    const link = new URL((await prepare().then((output) => output.match(/http\S+/)))![0])
    assert.equal(link.port, port)
    const site = await SiteProcess.start(database)
    cleanup(() => site.stop())
    const visitor = new Visitor(site.origin)
    const form = await visitor.visit(link.pathname + link.search)
    const page = await visitor.submit('/setup', {
      link: form.$('input[name=link]').attr('value')!,
      library: 'Anarres Library',
      language: 'en',
      name: 'Odo',
      email: 'odo@anarres.example',
      password: PASSWORD,
    })
    assert.equal(page.text('h1'), 'Your account')
    assert.notInclude(await prepare(), 'http')
  })
})
