import cluster, { type Worker } from 'node:cluster'
import { setTimeout as pause } from 'node:timers/promises'
import { serveMetrics } from './metrics_server.js'

/** A worker that lived this long did not die of how it was started; in milliseconds. */
const LONG_LIFE = 60_000
const SHORTEST_PAUSE = 100
const LONGEST_PAUSE = 30_000
/** So long the workers may take to finish what is under way. */
const LONGEST_STOP = 30_000

/**
 * Runs the site in several processes that share its port. The first is started
 * alone, so that what is wrong with the settings is said once; it alone also
 * clears expired sessions. A worker that dies is replaced, after a pause that
 * grows while they die young.
 */
export async function runWorkers(count: number) {
  // Each takes its connections itself: one that is handed to a worker which dies before it takes it,
  // Node never takes back, and its client waits for ever
  cluster.schedulingPolicy = cluster.SCHED_NONE

  let isStopping = false
  let youngDeaths = 0

  const start = (number: number) =>
    new Promise<Worker>((resolve) => {
      const worker = cluster.fork({ WORKER_NUMBER: String(number) })
      const started = Date.now()
      let isReady = false
      worker.on('message', (message) => {
        if (!message?.isAdonisJS) return
        isReady = true
        if (number === 1 && !isStopping) process.send?.(message)
        resolve(worker)
      })
      worker.on('exit', async (status) => {
        if (isStopping) return
        if (number === 1 && !isReady && youngDeaths === 0) process.exit(status || 1)
        youngDeaths = Date.now() - started < LONG_LIFE ? youngDeaths + 1 : 1
        await pause(Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (youngDeaths - 1)))
        if (!isStopping) resolve(await start(number))
      })
    })

  const stop = async () => {
    const workers = Object.values(cluster.workers ?? {}) as Worker[]
    if (isStopping) {
      for (const worker of workers) worker.process.kill('SIGKILL')
      return
    }
    isStopping = true
    const ends = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)))
    for (const worker of workers) worker.process.kill('SIGTERM')
    setTimeout(() => {
      for (const worker of workers) worker.process.kill('SIGKILL')
    }, LONGEST_STOP).unref()
    await Promise.all(ends)
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)

  const { metricsHost: host, metricsPort: port } = await import('#config/operations')
  if (port) {
    const { AggregatorRegistry } = await import('prom-client')
    const registry = new AggregatorRegistry()
    await serveMetrics({ host, port }, () => registry.clusterMetrics())
  }

  await start(1)
  for (let number = 2; number <= count && !isStopping; number++) void start(number)
}
