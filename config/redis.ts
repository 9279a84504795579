import type { InferConnections } from '@adonisjs/redis/types'
import env from '#start/env'

const url = new URL(env.get('REDIS_URL', 'redis://127.0.0.1:6379'))

/** A visitor does not wait for a server that is gone: a command fails at once, and a silent one in a second. */
// Not by the package's defineConfig, which would load the driver where no session is in Redis
const redisConfig = {
  connection: 'main' as const,
  connections: {
    main: {
      host: url.hostname,
      port: Number(url.port || 6379),
      username: decodeURIComponent(url.username) || undefined,
      password: decodeURIComponent(url.password) || undefined,
      db: Number(url.pathname.slice(1) || 0),
      tls: url.protocol === 'rediss:' ? {} : undefined,
      keyPrefix: env.get('REDIS_PREFIX', 'library:'),
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: 1_000,
      connectTimeout: 1_000,
      retryStrategy: () => 500,
    },
  },
}

export default redisConfig

declare module '@adonisjs/redis/types' {
  export interface RedisConnections extends InferConnections<typeof redisConfig> {}
}
