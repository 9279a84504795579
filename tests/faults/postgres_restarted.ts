import { setTimeout } from 'node:timers/promises'
import { judge, outcomeOf, Readers } from './readers.js'
import { control, startSite } from './servers.js'

/** For how long the server is away each time, in milliseconds: once long, then in the midst of saves. */
export const ABSENCES = [10_000, ...Array<number>(19).fill(200)]

/** PostgreSQL is stopped under load, in which tabs of one browser save at once, and started again. */
export async function run() {
  const site = await startSite({ DB_CONNECTION: 'postgres' })
  try {
    await judgeAbsences(new Readers(site.origin, 4, { tabs: 4 }), async (absence) => {
      control('POSTGRES_CTL', 'stop')
      await setTimeout(absence)
      control('POSTGRES_CTL', 'start')
    })
  } finally {
    await site.stop()
  }
}

/** @param goAway Makes the server be away for so long, and returns when it is back */
export async function judgeAbsences(
  readers: Readers,
  goAway: (absence: number, round: number) => Promise<void>
) {
  await readers.start()
  let [from, until] = [0, 0]
  for (const [round, absence] of ABSENCES.entries()) {
    await setTimeout(3_000)
    if (round === 0) from = readers.now()
    await goAway(absence, round)
    if (round === 0) until = readers.now()
  }
  await setTimeout(5_000)
  await readers.stop()
  const { answers, refused, others, recovery, slowest, lost } = await outcomeOf(
    readers,
    from,
    until
  )
  judge({
    'requests': { seen: answers, isRight: answers > 100 },
    'times that the server was away': { seen: ABSENCES.length, isRight: true },
    'answered 503 in the first': { seen: refused.length, isRight: refused.length > 0 },
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
