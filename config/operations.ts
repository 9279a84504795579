import env from '#start/env'

/** How many requests one address may send in a minute; 0 for as many as it likes. */
export const rateLimit = env.get('RATE_LIMIT')

/** Whether each request gets a line in the log. */
export const accessLog = env.get('ACCESS_LOG', false)

/** Where Prometheus reads the figures; nowhere without a port. */
export const metricsHost = env.get('METRICS_HOST', 'localhost')
export const metricsPort = env.get('METRICS_PORT')
