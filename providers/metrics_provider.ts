import type { Server } from 'node:http'
import type { ApplicationService } from '@adonisjs/core/types'

/** Serves the figures of the running site, where they are asked for. */
export default class MetricsProvider {
  #server: Server | undefined

  constructor(protected app: ApplicationService) {}

  async start() {
    const { metricsHost, metricsPort } = await import('#config/operations')
    if (this.app.getEnvironment() !== 'web' || !metricsPort) return

    const { serveMetrics } = await import('#start/metrics')
    this.#server = await serveMetrics(metricsHost, metricsPort)
  }

  async shutdown() {
    this.#server?.close()
    this.#server?.closeAllConnections()
  }
}
