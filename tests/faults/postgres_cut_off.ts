import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '#tests/helpers/site_process'
import { judgeAbsences } from './postgres_restarted.js'
import { Readers } from './readers.js'
import { startSite } from './servers.js'

/** A way to the server that swallows everything while it is cut, on connections of before for good. */
async function openWay(host: string, port: number) {
  let isCut = false
  const pairs: [Socket, Socket][] = []
  const way = createServer((client) => {
    const server = connect(port, host)
    const pair: [Socket, Socket] = [client, server]
    let isLost = isCut
    pairs.push(pair)
    for (const [here, there] of [pair, pair.toReversed()]) {
      here.on('data', (data) => {
        isLost ||= isCut
        if (!isLost) there.write(data)
      })
      here.on('error', () => {})
      here.on('close', () => isLost || there.destroy())
    }
  })
  way.listen(await freePort(), '127.0.0.1')
  await once(way, 'listening')
  return {
    port: (way.address() as { port: number }).port,
    cut: (cut: boolean) => (isCut = cut),
    /** Ends all connections at once, in the middle of whatever they carry. */
    drop() {
      for (const socket of pairs.splice(0).flat()) socket.destroy()
    },
    close() {
      way.close()
      this.drop()
    },
  }
}

/** Nothing reaches PostgreSQL for ten seconds, nor comes back, under load; then connections break off. */
export async function run() {
  const url = new URL(process.env.DATABASE_URL!)
  const way = await openWay(url.hostname, Number(url.port))
  url.port = String(way.port)
  const site = await startSite({ DB_CONNECTION: 'postgres', DATABASE_URL: url.href })
  try {
    await judgeAbsences(new Readers(site.origin, 4, { tabs: 4 }), async (absence, round) => {
      if (round > 0) return way.drop()
      way.cut(true)
      await setTimeout(absence)
      way.cut(false)
    })
  } finally {
    await site.stop()
    way.close()
  }
}
