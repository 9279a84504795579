import cluster from 'node:cluster'
import type { ApplicationService } from '@adonisjs/core/types'
import { stop } from '#stop'

/** How long requests under way may take to end, in milliseconds. */
const PATIENCE = 10_000

const signalled = { SIGINT: 130, SIGTERM: 143 }

/**
 * Ends the program in order when it is told to: a server takes no new
 * connection, and has ten seconds to answer what it was asked before; a command
 * ends after its step. Told a second time, the program ends at once.
 */
export function stopOnSignal(app: ApplicationService) {
  // A terminal tells all processes at once, and the first of them tells its workers
  if (cluster.isWorker) process.on('SIGINT', () => {})
  for (const [signal, exitCode] of Object.entries(signalled)) {
    if (cluster.isWorker && signal === 'SIGINT') continue
    app.listen(signal as keyof typeof signalled, () => {
      // A command still uses what `terminate` closes, and would have to be waited for
      if (stop(signal as keyof typeof signalled, exitCode)) return
      if (app.isTerminating) process.exit(exitCode)
      if (app.getEnvironment() === 'web') void closeServer(app)
      const ended = app.terminate()
      // A command that starts others, as `ace serve` does, would go on with them
      if (app.getEnvironment() === 'console') void ended.then(() => process.exit(exitCode))
    })
  }
}

async function closeServer(app: ApplicationService) {
  const server = await app.container.make('server')
  const nodeServer = server.getNodeServer()
  // Those that a browser keeps open for later are idle only once they are answered
  setInterval(() => nodeServer?.closeIdleConnections(), 50).unref()

  setTimeout(async () => {
    const logger = await app.container.make('logger')
    logger.warn('Stopped with requests still under way')
    process.exit()
  }, PATIENCE).unref()
}
