import { setTimeout } from 'node:timers/promises'

/** That of a person's browser, for visits of programs are not counted. */
export const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0'

interface Answer {
  /** When it was asked and when it was answered, in milliseconds since the begin. */
  asked: number
  answered: number
  status: number
  retryAfter: string | null
  isResting: boolean
}

/** One browser, of which each tab looks at the home page again and again. */
class Reader {
  readonly answers: Answer[] = []
  /** How many visits it was told of, as pages that are remembered. */
  acknowledged = 0
  #cookie = ''

  constructor(
    readonly origin: string,
    readonly began: number
  ) {}

  async look() {
    const asked = performance.now() - this.began
    try {
      const response = await fetch(this.origin, {
        headers: {
          'accept': 'text/html',
          'user-agent': USER_AGENT,
          'cookie': this.#cookie,
        },
      })
      const text = await response.text()
      const [cookie] = response.headers.getSetCookie()
      if (cookie) this.#cookie = cookie.split(';')[0]
      const isResting = text.includes('Nothing can be saved right now')
      if (response.status === 200 && !isResting) this.acknowledged++
      this.#note(asked, response.status, response.headers.get('retry-after'), isResting)
      return Number(text.match(/You have visited this page ([\d,]+) time/)?.[1].replace(',', ''))
    } catch {
      this.#note(asked, 0, null, false)
      return Number.NaN
    }
  }

  #note(asked: number, status: number, retryAfter: string | null, isResting: boolean) {
    const answered = performance.now() - this.began
    this.answers.push({ asked, answered, status, retryAfter, isResting })
  }
}

/** Several browsers at once, each with as many tabs, and what became of their visits. */
export class Readers {
  readonly #began = performance.now()
  readonly #readers: Reader[]
  #isReading = true
  #done: Promise<unknown> | undefined

  readonly #tabs: number

  constructor(origin: string, count: number, { tabs = 1 } = {}) {
    this.#readers = Array.from({ length: count }, () => new Reader(origin, this.#began))
    this.#tabs = tabs
  }

  /** A browser has its cookie before further tabs are opened. */
  async start() {
    await Promise.all(this.#readers.map((reader) => reader.look()))
    this.#done = Promise.all(
      this.#readers.flatMap((reader) =>
        Array.from({ length: this.#tabs }, async () => {
          while (this.#isReading) {
            await reader.look()
            await setTimeout(20)
          }
        })
      )
    )
  }

  async stop() {
    this.#isReading = false
    await this.#done
  }

  now() {
    return performance.now() - this.#began
  }

  answers() {
    return this.#readers.flatMap((reader) => reader.answers)
  }

  /** How many visits that were answered are not counted any more. */
  async lost() {
    let lost = 0
    for (const reader of this.#readers) {
      const { acknowledged } = reader
      const shown = await reader.look()
      lost += Math.max(0, acknowledged - shown)
    }
    return lost
  }
}

/** Prints what is asked of an outcome beside what was seen, and sets the exit code. */
export function judge(facts: Record<string, { seen: number | string; isRight: boolean }>) {
  for (const [name, { seen, isRight }] of Object.entries(facts)) {
    console.log(`${isRight ? 'ok   ' : 'WRONG'} ${name}: ${seen}`)
    if (!isRight) process.exitCode = 1
  }
}

/** The facts of a fault that lasted from one moment to another. */
export async function outcomeOf(readers: Readers, from: number, until: number) {
  const answers = readers.answers()
  const within = answers.filter(({ asked, answered }) => answered > from && asked < until)
  const refused = within.filter(({ status }) => status === 503)
  const back = answers.filter(({ asked, status }) => asked > until && status === 200)
  const recovery = Math.min(...back.map(({ answered }) => answered)) - until
  const others = answers.filter(({ status }) => status !== 200 && status !== 503)
  const slowest = Math.max(...answers.map(({ asked, answered }) => answered - asked))
  const lost = await readers.lost()
  return {
    answers: answers.length,
    refused,
    others,
    recovery,
    slowest,
    lost,
    back: back.length,
  }
}
