import { setTimeout } from 'node:timers/promises'
import { judge, outcomeOf, Readers } from './readers.js'
import { control, startSite } from './servers.js'

/** PostgreSQL is stopped under load, and started again after ten seconds. */
export async function run() {
  const site = await startSite({ DB_CONNECTION: 'postgres' })
  try {
    const readers = new Readers(site.origin, 10)
    readers.start()
    await setTimeout(5_000)
    const from = readers.now()
    control('POSTGRES_CTL', 'stop')
    await setTimeout(10_000)
    control('POSTGRES_CTL', 'start')
    const until = readers.now()
    await setTimeout(5_000)
    await readers.stop()
    report(await outcomeOf(readers, from, until))
  } finally {
    await site.stop()
  }
}

export function report(outcome: Awaited<ReturnType<typeof outcomeOf>>) {
  const { answers, refused, others, recovery, slowest, lost } = outcome
  judge({
    'requests': { seen: answers, isRight: answers > 100 },
    'answered 503': { seen: refused.length, isRight: refused.length > 0 },
    'of these without Retry-After': count(refused.filter(({ retryAfter }) => !retryAfter)),
    'answered in any other way than 200 and 503': count(others),
    'milliseconds until pages are served again': {
      seen: Math.round(recovery),
      isRight: recovery < 1_000,
    },
    'milliseconds of the slowest answer': { seen: Math.round(slowest), isRight: slowest < 10_000 },
    'visits lost that were answered': { seen: lost, isRight: lost === 0 },
  })
}

function count(list: unknown[]) {
  return { seen: list.length, isRight: list.length === 0 }
}
