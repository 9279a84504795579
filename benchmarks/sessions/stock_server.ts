import { defineConfig, stores } from '@adonisjs/session'
import StockMiddleware from '@adonisjs/session/session_middleware'
import { configProvider } from '@adonisjs/core'
import type { ResolvedSessionConfig } from '@adonisjs/session/types'
import { createIgnitor, failToStart } from '../../bin/ignitor.js'

/**
 * The site as it is, but for the session: the package's own middleware on its
 * own database store. With SQLITE_AS_IT_COMES also without our settings of the
 * database: no write-ahead log, and a wait for the disk at each save.
 */
const stockConfig = defineConfig({
  cookieName: 'stock_session',
  age: '14 days',
  cookie: { path: '/', httpOnly: true, sameSite: 'lax' },
  store: 'database',
  stores: { database: stores.database({ tableName: 'stock_sessions' }) },
})

createIgnitor()
  .tap((app) => {
    app.booted(async () => {
      if (process.env.SQLITE_AS_IT_COMES) app.config.set('database.connections.sqlite.pool', {})

      const { default: OurMiddleware } = await import('#session/session_middleware')
      const config = await configProvider.resolve<ResolvedSessionConfig>(app, stockConfig)
      const stock = new StockMiddleware(config!, await app.container.make('emitter'))
      app.container.swap(OurMiddleware, () => stock as never)
    })
  })
  .httpServer()
  .start()
  .catch(failToStart)
