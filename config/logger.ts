import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig, syncDestination, targets } from '@adonisjs/core/logger'
import type { InferLoggers } from '@adonisjs/core/types'

const loggerConfig = defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'locallibrary',
      level: env.get('LOG_LEVEL', 'info'),
      destination: app.inProduction ? undefined : await syncDestination(),
      // nothing logs these; this is for the day that something does
      redact: ['cookie', 'authorization', 'APP_KEY', 'DATABASE_URL', 'REDIS_URL'].flatMap(
        (name) => [name, `*.${name}`, `*.headers.${name}`]
      ),
      transport: { targets: [targets.file({ destination: 1 })] },
    },
  },
})

export default loggerConfig

declare module '@adonisjs/core/types' {
  export interface LoggersList extends InferLoggers<typeof loggerConfig> {}
}
