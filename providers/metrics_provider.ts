import cluster from 'node:cluster'
import type { Server } from 'node:http'
import type { ApplicationService } from '@adonisjs/core/types'

/** Serves the figures of the running site, where they are asked for. */
export default class MetricsProvider {
  #server: Server | undefined

  constructor(protected app: ApplicationService) {}

  async start() {
    const { metricsHost, metricsPort } = await import('#config/operations')
    if (this.app.getEnvironment() !== 'web' || !metricsPort) return

    await import('#start/metrics')
    const { AggregatorRegistry, register } = await import('prom-client')
    // A worker gives its figures to the process that started it, which serves those of all
    if (cluster.isWorker) return void new AggregatorRegistry()
    const { serveMetrics } = await import('../bin/metrics_server.js')
    const at = { host: metricsHost, port: metricsPort }
    this.#server = await serveMetrics(at, () => register.metrics())
  }

  async shutdown() {
    this.#server?.close()
    this.#server?.closeAllConnections()
  }
}
