import { promisify } from 'node:util'
import sqlite3 from 'sqlite3'
import { startAce } from '#tests/helpers/site_process'
import { Server, median } from './server.js'

const LIFE = 14 * 24 * 3600 * 1000
const EXPIRED = 0.9

/**
 * Prints what the number of sessions costs the index, then what it costs that
 * nine tenths of them are cleared beside it.
 */
export async function fillAndClear(database: string, rows: number, seconds: number) {
  await fill(database, 1000)
  const server = await Server.start(database)
  try {
    await server.load(seconds)
    const few = await medianOf(server, seconds)
    await fill(database, rows)
    await server.load(seconds)
    const many = await medianOf(server, seconds)
    console.log('\n| sessions in the table | requests/s | 99 % answered within |')
    console.log('| --- | ---: | ---: |')
    console.log(`| 1,000 | ${Math.round(few.perSecond)} | ${few.p99} ms |`)
    console.log(`| ${rows.toLocaleString('en')} | ${Math.round(many.perSecond)} | ${many.p99} ms |`)

    const clearing = await clearBeside(server, database)
    console.log('\n| while `sessions:clear` deletes the expired | |')
    console.log('| --- | ---: |')
    console.log(`| deleted | ${clearing.deleted} in ${clearing.seconds} s |`)
    console.log(`| 99 % answered within | ${clearing.p99} ms (quiet: ${many.p99} ms) |`)
    console.log(
      `| memory of the command, first and most | ${clearing.first} MB, ${clearing.most} MB |`
    )
  } finally {
    await server.stop()
  }
}

async function medianOf(server: Server, seconds: number) {
  const results = []
  for (let n = 0; n < 3; n++) results.push(await server.load(seconds))
  return {
    perSecond: median(results.map(({ perSecond }) => perSecond)),
    p99: median(results.map(({ p99 }) => p99)),
  }
}

/** Runs the command from the build under the load of visitors, and watches its memory. */
async function clearBeside(server: Server, database: string) {
  const start = performance.now()
  const command = startAce(['sessions:clear', '--json'], { SQLITE_PATH: database })
  const latencies: number[] = []
  const memory: number[] = []
  while (command.exitCode === null) {
    const { p99 } = await server.load(3)
    latencies.push(p99)
    if (command.exitCode === null) memory.push(await command.memory())
  }
  await command.ended
  return {
    deleted: JSON.parse(command.output).deleted as number,
    seconds: Math.round((performance.now() - start) / 1000),
    p99: median(latencies),
    first: memory[0],
    most: Math.max(...memory),
  }
}

/** Adds sessions of the usual size up to the number, nine tenths of them expired. */
async function fill(database: string, total: number) {
  const db = new sqlite3.Database(database)
  await promisify<string, void>(db.exec.bind(db))(
    `pragma busy_timeout = 20000;
     with recursive numbers (n) as
       (select (select count(*) from sessions) + 1 union all select n + 1 from numbers where n < ${total})
     insert into sessions (id, data, version, expires_at, created_at)
     select lower(hex(randomblob(21))), '{"values":{"visits":' || n || ',"preferences":{"per_page":"50"}}}', 1,
       ${Date.now()} + (case when n % 10 < ${EXPIRED * 10} then -1 else 1 end) * (abs(random()) % ${LIFE}),
       ${Date.now() - LIFE}
     from numbers;`
  )
  await promisify(db.close.bind(db))()
}
