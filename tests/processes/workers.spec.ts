import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/databases'
import { emptyLibrary } from '#tests/helpers/library'
import { visitMany, visitsShown } from '#tests/helpers/many_visits'
import { freePort, SiteProcess } from '#tests/helpers/site_process'
import { type Page, Visitor } from '#tests/helpers/visitor'

async function until(isTrue: () => Promise<boolean>) {
  while (!(await isTrue())) await setTimeout(50)
}

test.group('Workers', (group) => {
  group.tap((each) => each.skip(!existsSync('/proc/self/stat'), 'Finds the workers in /proc'))
  group.each.setup(emptyLibrary)

  async function startSite(name: string) {
    const site = await SiteProcess.start({ ...(await emptyDatabase(name)), WORKERS: '2' })
    await until(async () => {
      const workers = await site.workers()
      return workers.length === 2
    })
    return site
  }

  test('count every visit, whichever of them it comes to', async ({ assert, cleanup }) => {
    const site = await startSite('workers')
    cleanup(async () => {
      await site.stop()
    })
    const visitor = new Visitor(site.origin)
    await visitor.visit('/')
    assert.equal(await visitMany(visitor, [site.origin], { total: 499, atOnce: 20 }), 499)
    assert.equal(await visitsShown(visitor, site.origin), 500)
  })

  test('Prometheus reads the figures of all of them in one place', async ({ assert, cleanup }) => {
    const port = String(await freePort())
    const settings = { WORKERS: '2', METRICS_PORT: port, METRICS_HOST: '127.0.0.1' }
    const site = await SiteProcess.start(await emptyDatabase('measured_workers'), settings)
    cleanup(() => site.stop())
    const visitor = new Visitor(site.origin)
    for (let visit = 0; visit < 10; visit++) await visitor.visit('/authors')

    // Not before all of them are there to tell theirs
    let figures: Page
    const prometheus = new Visitor(`http://127.0.0.1:${port}`)
    do figures = await prometheus.visit('/metrics')
    while (figures.status !== 200)
    assert.include(
      figures.body,
      'library_request_duration_seconds_count{method="GET",route="/authors",status="200"} 10'
    )
    assert.include(figures.body, 'library_records{kind="books"} 0')
  })

  test('one that dies is replaced, and nothing that was counted is forgotten', async ({
    assert,
    cleanup,
  }) => {
    const site = await startSite('replaced')
    cleanup(async () => {
      await site.stop()
    })
    const visitor = new Visitor(site.origin)
    await visitor.visit('/')

    const [first, second] = await site.workers()
    for (const victim of [first, second]) {
      process.kill(victim, 'SIGKILL')
      await until(async () => {
        const workers = await site.workers()
        return workers.length === 2 && !workers.includes(victim)
      })
    }
    const now = await site.workers()
    assert.notIncludeMembers(now, [first])
    assert.notIncludeMembers(now, [second])
    await until(async () => {
      const answer = await visitor.visit('/health').catch(() => null)
      return answer?.status === 200
    })
    assert.equal(await visitsShown(visitor, site.origin), 1)
  })

  test('no client waits in vain for one that was killed under load', async ({
    assert,
    cleanup,
  }) => {
    const site = await startSite('killed_worker')
    cleanup(async () => {
      await site.stop()
    })
    const [, victim] = await site.workers()
    const visits = Array.from({ length: 100 }, (_, number) => {
      if (number === 50) process.kill(victim, 'SIGKILL')
      return fetch(`${site.origin}/books?q=${number}`, {
        headers: { connection: 'close' },
        signal: AbortSignal.timeout(20_000),
      })
        .then((answer) => answer.text())
        .catch(String)
    })
    const answers = await Promise.all(visits)
    assert.isEmpty(answers.filter((answer) => /TimeoutError/.test(answer)))
  })

  test('all end with the site ({$self})')
    .with(['SIGTERM', 'SIGINT'] as const)
    .run(async ({ assert }, signal) => {
      const site = await startSite('ended')
      const workers = await site.workers()
      await site.stop(signal)
      assert.equal(site.exitCode, 0)
      assert.deepEqual(
        workers.map((id) => existsSync(`/proc/${id}`)),
        [false, false]
      )
    })
})
