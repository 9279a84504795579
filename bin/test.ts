process.env.NODE_ENV = 'test'
// Where given, Vite would tell pages of changes there; see vite.config.ts
delete process.env.VITE_HMR_PORT

const { configure, processCLIArgs, run } = await import('@japa/runner')
const { createIgnitor, failToStart } = await import('./ignitor.js')

try {
  const { dropDatabases, takeOwnDatabase } = await import('#tests/helpers/own_database')
  await takeOwnDatabase()

  await createIgnitor()
    .testRunner()
    .configure(async (app) => {
      const config = await import('../tests/bootstrap.js')

      processCLIArgs(process.argv.slice(2))
      configure({
        ...app.rcFile.tests,
        ...config,
        teardown: [() => app.terminate(), dropDatabases],
      })
    })
    .run(() => run())
} catch (error) {
  await failToStart(error)
}
