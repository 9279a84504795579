import db from '@adonisjs/lucid/services/db'
import { rebuildIndex } from '#search/book_index'
import LibraryCommand from './_library_command.js'

export default class SearchRebuild extends LibraryCommand {
  static commandName = 'search:rebuild'
  static description = 'Make the search index and its spelling list anew'
  static help = [
    'The site keeps the index by itself as books change. Use this only if the index is wrong.',
    'The site may go on running: until this is done, some books are not found, as /health says.',
    'If it is interrupted, library:setup continues it; this command starts over.',
  ]

  async run() {
    const started = performance.now()
    const steps = process.stdout.isTTY ? this.logger.await('indexing') : null
    steps?.start()
    let books = 0
    try {
      await rebuildIndex(db.connection(), (done, total) => {
        books = total
        steps?.update(`indexing, book number ${done} of ${total}`)
      })
    } finally {
      steps?.stop()
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    this.logger.success(`indexed the catalogue up to book number ${books} in ${seconds} s`)
  }
}
