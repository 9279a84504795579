import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeEmptyApp } from './scale/empty_app.js'
import { timeToFirstAnswer } from './scale/start.js'
import { median, Server } from './sessions/server.js'
import { ace, build } from './site.js'

const PORT = 3371
const VISITS = 500

/**
 * Compares one worker and two, on SQLite and on the PostgreSQL at DATABASE_URL
 * where that is set: the index for returning visitors, and whether each visit is
 * counted. Then tells the memory after so many requests and ten times as many,
 * and how long the server takes to its first answer. Takes `--rounds=N`,
 * `--seconds=N`, `--requests=N` and `--starts=N`.
 */
export async function run(args: string[]) {
  const option = (name: string, usual: number) =>
    Number(args.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
  const folder = mkdtempSync(join(tmpdir(), 'scale-'))
  try {
    const database = join(folder, 'library.sqlite3')
    console.log('Building the site and its databases …')
    build()
    ace(['library:setup'], { SQLITE_PATH: database, DB_CONNECTION: 'sqlite' })
    const settings: Record<string, Record<string, string>> = {
      SQLite: { DB_CONNECTION: 'sqlite' },
    }
    if (process.env.DATABASE_URL) {
      settings.PostgreSQL = { DB_CONNECTION: 'postgres' }
      ace(['library:setup'], settings.PostgreSQL)
    } else {
      console.log('DATABASE_URL is not set, so PostgreSQL is left out')
    }
    const copy = (name: string) => {
      copyFileSync(database, join(folder, name))
      return join(folder, name)
    }
    await compareWorkers(settings, copy, option('rounds', 5), option('seconds', 4))
    await measureMemory(copy('memory.sqlite3'), option('requests', 10_000))
    await measureStart(folder, copy('start.sqlite3'), option('starts', 5))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function compareWorkers(
  settings: Record<string, Record<string, string>>,
  copy: (name: string) => string,
  rounds: number,
  seconds: number
) {
  const servers: Record<string, Server> = {}
  for (const [name, database] of Object.entries(settings)) {
    for (const workers of ['1', '2']) {
      const file = copy(`${name}-${workers}.sqlite3`)
      const title = `${name}, ${workers === '1' ? 'one worker' : 'two workers'}`
      servers[title] = await Server.start(file, { ...database, WORKERS: workers })
    }
  }
  const all = Object.entries(servers)
  try {
    for (const [, server] of all) await server.load(seconds)
    const rates: Record<string, number[]> = {}
    for (let round = 0; round < rounds; round++) {
      for (const [name, server] of all) {
        const { perSecond } = await server.load(seconds)
        rates[name] = [...(rates[name] ?? []), perSecond]
      }
    }
    const [first] = all[0]
    console.log(`\n| the index for returning visitors | requests/s | to ${first} | counted |`)
    console.log('| --- | ---: | ---: | ---: |')
    for (const [name, server] of all) {
      const rate = median(rates[name])
      const ratio = (rate / median(rates[first])).toFixed(2)
      const counted = await server.count(VISITS)
      console.log(`| ${name} | ${Math.round(rate)} | ${ratio} | ${counted} of ${VISITS} |`)
      if (counted !== VISITS) process.exitCode = 1
    }
  } finally {
    for (const [, server] of all) await server.stop()
  }
}

async function measureMemory(database: string, requests: number) {
  const server = await Server.start(database, { DB_CONNECTION: 'sqlite' })
  try {
    await server.ask(requests)
    const before = await server.process.memory()
    await server.ask(requests * 9)
    const after = await server.process.memory()
    console.log(
      `\nMemory after ${requests} requests: ${before} MB; after ${requests * 10}: ${after} MB, ${(after / before).toFixed(2)} times that`
    )
  } finally {
    await server.stop()
  }
}

async function measureStart(folder: string, database: string, starts: number) {
  const empty = join(folder, 'empty')
  await writeEmptyApp(empty)
  const site = await timeToFirstAnswer(
    'build',
    PORT,
    { SQLITE_PATH: database, DB_CONNECTION: 'sqlite', APP_URL: `http://127.0.0.1:${PORT}` },
    starts
  )
  const bare = await timeToFirstAnswer(empty, PORT, {}, starts)
  console.log(
    `\nFirst answer after ${Math.round(site)} ms; of an empty AdonisJS application after ${Math.round(bare)} ms: ${(site / bare).toFixed(2)} times that`
  )
}
