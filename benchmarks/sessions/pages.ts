import { promisify } from 'node:util'
import sqlite3 from 'sqlite3'
import { Server, median } from './server.js'

const STOCK = 'build/benchmarks/sessions/stock_server.js'

/** Prints the requests per second of the servers, measured in turn, and their ratios. */
export async function comparePages(
  copy: (name: string) => string,
  rounds: number,
  seconds: number
) {
  const servers = {
    'the site': await Server.start(copy('ours.sqlite3')),
    'the site on the stock session': await Server.start(
      await withStockTable(copy('stock.sqlite3')),
      {},
      STOCK
    ),
    'the site on the stock session, SQLite as it comes': await Server.start(
      await withStockTable(copy('as_it_comes.sqlite3'), 'delete'),
      { SQLITE_AS_IT_COMES: 'true' },
      STOCK
    ),
  }
  const all = Object.entries(servers)
  try {
    for (const [, server] of all) await server.load(seconds)
    const measured: Record<string, number[]> = {}
    for (let round = 0; round < rounds; round++) {
      for (const [name, server] of all) {
        const { perSecond } = await server.load(seconds)
        measured[name] = [...(measured[name] ?? []), perSecond]
      }
    }

    const site = median(measured['the site'])
    console.log('\n| the index for returning visitors | requests/s | the site in proportion |')
    console.log('| --- | ---: | ---: |')
    for (const [name] of all) {
      const rate = median(measured[name])
      console.log(`| ${name} | ${Math.round(rate)} | ${(site / rate).toFixed(2)} |`)
    }
  } finally {
    for (const [, server] of all) await server.stop()
  }
}

async function withStockTable(file: string, journal = 'wal') {
  const db = new sqlite3.Database(file)
  await promisify<string, void>(db.exec.bind(db))(
    `create table stock_sessions (id varchar(255) primary key, data text not null,
       user_id varchar(255), expires_at datetime not null);
     create index stock_sessions_user_id on stock_sessions (user_id);
     create index stock_sessions_expires_at on stock_sessions (expires_at);
     pragma journal_mode = ${journal};`
  )
  await promisify(db.close.bind(db))()
  return file
}
