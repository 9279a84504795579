import cluster from 'node:cluster'
import { enableCompileCache } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import type { ApplicationService } from '@adonisjs/core/types'

// Compiling what is imported takes a third of a start; the next start finds what this one compiled
enableCompileCache()

const { createIgnitor, failToStart } = await import('./ignitor.js')
const { createNodeServer } = await import('./node_server.js')
const { runWorkers } = await import('./workers.js')

/** So long the start waits for the database, in milliseconds. */
const PATIENCE = 1_000

try {
  const { default: env } = await import('#start/env')
  const workers = env.get('NODE_ENV') === 'development' ? 1 : env.get('WORKERS', 1)
  if (workers > 1 && cluster.isPrimary) await runWorkers(workers)
  else await createIgnitor().tap(openDatabase).httpServer().start(createNodeServer)
} catch (error) {
  await failToStart(error)
  // What was started before the fault would live on
  process.exit()
}

/** Before the site listens: by that, an import knows that a site is using the library. */
function openDatabase(app: ApplicationService) {
  app.starting(async () => {
    const db = await app.container.make('lucid.db')
    // A table has to be read, since SQLite takes its lock with that. A database that is away is met,
    // and answered for, by the pages that need it
    const opened = db.rawQuery('select name from record_counts').catch(() => {})
    await Promise.race([opened, wait(PATIENCE)])
  })
}
