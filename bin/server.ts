import cluster from 'node:cluster'
import { createIgnitor, failToStart } from './ignitor.js'
import { createNodeServer } from './node_server.js'
import { runWorkers } from './workers.js'

try {
  const { default: env } = await import('#start/env')
  const workers = env.get('NODE_ENV') === 'development' ? 1 : env.get('WORKERS', 1)
  if (workers > 1 && cluster.isPrimary) await runWorkers(workers)
  else await createIgnitor().httpServer().start(createNodeServer)
} catch (error) {
  await failToStart(error)
  // What was started before the fault would live on
  process.exit()
}
