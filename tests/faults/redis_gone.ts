import { setTimeout } from 'node:timers/promises'
import { judge, outcomeOf, Readers, USER_AGENT } from './readers.js'
import { control, startSite } from './servers.js'

const READERS = 10

/** Redis is stopped under load, and started again after ten seconds. */
export async function run() {
  const site = await startSite({ SESSION_STORE: 'redis', SQLITE_PATH: 'tmp/faults.sqlite3' })
  try {
    const readers = new Readers(site.origin, READERS)
    readers.start()
    await setTimeout(5_000)
    const from = readers.now()
    control('REDIS_CTL', 'stop')
    await setTimeout(1_000)
    const kept = await fetch(`${site.origin}/preferences?_method=PATCH`, {
      method: 'POST',
      headers: { 'origin': site.origin, 'accept': 'text/html', 'user-agent': USER_AGENT },
      body: new URLSearchParams({ theme: 'dark' }),
      redirect: 'manual',
    })
    await setTimeout(9_000)
    control('REDIS_CTL', 'start')
    const until = readers.now()
    await setTimeout(5_000)
    await readers.stop()

    const away = readers.answers().filter(({ asked }) => asked > from + 1_000 && asked < until)
    const remembered = readers
      .answers()
      .filter(({ asked, isResting }) => asked > until && !isResting)
    const { answers, others, refused, slowest, lost } = await outcomeOf(readers, from, until)
    const recovery = Math.min(...remembered.map(({ answered }) => answered)) - until
    judge({
      'requests': { seen: answers, isRight: answers > 100 },
      'pages served while it was gone': { seen: away.length, isRight: away.length > 10 },
      'of these that do not say so': {
        seen: away.filter(({ isResting }) => !isResting).length,
        isRight: away.every(({ isResting }) => isResting),
      },
      'pages not served': {
        seen: others.length + refused.length,
        isRight: others.length + refused.length === 0,
      },
      'answer to what is to be remembered': { seen: kept.status, isRight: kept.status === 503 },
      'its Retry-After': {
        seen: kept.headers.get('retry-after') ?? 'none',
        isRight: kept.headers.has('retry-after'),
      },
      'milliseconds until visits are counted again': {
        seen: Math.round(recovery),
        isRight: recovery < 1_000,
      },
      'milliseconds of the slowest answer': { seen: Math.round(slowest), isRight: slowest < 5_000 },
      'visits lost, of those under way when it went': { seen: lost, isRight: lost <= READERS },
    })
  } finally {
    await site.stop()
  }
}
