import { setFlagsFromString } from 'node:v8'
import { explain } from '#exceptions/explain'
import { createIgnitor, failToStart } from './ignitor.js'

// V8 would rather let hundreds of megabytes of read rows pile up than look through them early
setFlagsFromString('--semi-space-growth-factor=1')
setFlagsFromString('--heap-growing-percent=100')

/** The sources run as TypeScript; `node ace` dies on the Node that they are not for. */
const isBuild = import.meta.filename.endsWith('.js')

/** As a program ends that a shell stops for it, by SIGPIPE. */
const NOBODY_READS = 141

// Whoever reads what a command prints may have read enough, as `head` has
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    process.exit(code === 'EPIPE' ? NOBODY_READS : 1)
  })
}

createIgnitor()
  .ace()
  .configure(async (app) => {
    const { errorHandler, info, ui } = await app.container.make('ace')
    info.set('binary', isBuild ? 'npm run ace --' : 'node ace')
    const render = errorHandler.render.bind(errorHandler)
    errorHandler.render = async (error, kernel) => {
      const sentence = explain(error)
      return sentence ? ui.logger.error(sentence) : render(error, kernel)
    }
  })
  .handle(process.argv.slice(2))
  .catch(failToStart)
