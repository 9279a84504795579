import { args, flags } from '@adonisjs/core/ace'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import RefusedException from '#exceptions/refused_exception'
import { moveLibrary } from '#move/mover'
import { beginIndex, completeIndex } from '#search/book_index'
import { migrate } from '#sql/migrations'
import { transaction } from '#sql/transaction'
import env from '#start/env'
import { step } from '#stop'
import LibraryCommand from './_library_command.js'
import { ProgressBar } from './_progress_bar.js'

const NAMES = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

export default class DbMove extends LibraryCommand {
  static commandName = 'db:move'
  static description = 'Copy the whole library from SQLite to PostgreSQL, or back'
  static help = [
    'Between the file of SQLITE_PATH and the database of DATABASE_URL; the one that it is copied',
    'from stays as it is. Stop the site first: what changes meanwhile is not copied. All of it',
    'arrives, or nothing. Then set DB_CONNECTION, and start the site.',
    '',
    '  {{ binaryName }} db:move postgres',
    '  {{ binaryName }} db:move sqlite',
  ]

  @args.string({ description: 'Where to: postgres or sqlite' })
  declare to: string

  @flags.boolean({ description: 'Remove the library that is there' })
  declare replace: boolean

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    if (this.to !== 'postgres' && this.to !== 'sqlite') {
      throw new RefusedException(`The target must be postgres or sqlite, not "${this.to}".`)
    }
    if (!env.get('DATABASE_URL')) {
      throw new RefusedException('Set DATABASE_URL to the address of the PostgreSQL database.')
    }
    await migrate(this.to)
    const to = db.connection(this.to)
    await beginIndex(to)

    const bar = new ProgressBar(process.stderr)
    try {
      const rows = await this.#copy(to, bar)
      await completeIndex(to, (done, last) => bar.show(0.8 + (done / last) * 0.2, 'search index'))
      bar.end()
      if (this.json) return this.printJson({ rows })

      const { books, book_instances: copies, sessions } = rows
      this.logger.log(
        `${books} books, ${copies} copies and ${sessions} sessions are in ${NAMES[this.to]}`
      )
    } finally {
      bar.end()
    }
  }

  #copy(to: QueryClientContract, bar: ProgressBar) {
    const from = db.connection(this.to === 'sqlite' ? 'postgres' : 'sqlite')
    const progress = (fraction: number, table: string) => {
      step()
      bar.show(fraction * 0.8, table)
    }
    return transaction(
      from,
      (snapshot) => moveLibrary(snapshot, to, { replace: this.replace, progress }),
      this.to === 'sqlite' ? { isolationLevel: 'repeatable read' } : {}
    )
  }
}
