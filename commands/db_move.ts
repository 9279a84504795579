import { args, flags } from '@adonisjs/core/ace'
import db from '@adonisjs/lucid/services/db'
import MoveException from '#move/move_exception'
import { emptyDatabase, Mover } from '#move/mover'
import { beginIndex, completeIndex } from '#search/index_maker'
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
    'from stays as it is. Stop the site first: what changes meanwhile is not copied. A copy that',
    'was cut short is finished by the same command. At its end it is checked, by counts and by a',
    'hash of all that the two hold. Then set DB_CONNECTION, and start the site.',
    '',
    '```',
    '{{ binaryName }} db:move postgres',
    '{{ binaryName }} db:move sqlite',
    '```',
  ]

  @args.string({ description: 'Where to: postgres or sqlite' })
  declare to: string

  @flags.boolean({ description: 'Remove the library that is there' })
  declare replace: boolean

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    if (this.to !== 'postgres' && this.to !== 'sqlite') {
      throw new MoveException(`"${this.to}" is none of postgres, sqlite.`)
    }
    if (!env.get('DATABASE_URL')) {
      throw new MoveException('Set DATABASE_URL to the address of the PostgreSQL database.')
    }
    await migrate(this.to)
    const from = db.connection(this.to === 'sqlite' ? 'postgres' : 'sqlite')
    const to = db.connection(this.to)
    await beginIndex(to)
    if (this.replace) await emptyDatabase(to)

    const bar = new ProgressBar(process.stderr)
    const isolation = this.to === 'sqlite' ? ({ isolationLevel: 'repeatable read' } as const) : {}
    try {
      const summary = await transaction(
        from,
        (snapshot) =>
          new Mover(snapshot, to, (fraction, what) => {
            step()
            bar.show(fraction * 0.8, what)
          }).move(),
        isolation
      )
      await completeIndex(to, (done, last) => bar.show(0.8 + (done / last) * 0.2, 'search index'))
      bar.end()
      if (this.json) return this.printJson(summary)

      const { books, book_instances: copies, sessions } = summary.rows
      this.logger.log(
        `${books} books, ${copies} copies and ${sessions} sessions are in ${NAMES[this.to]}, and the same as before (${summary.hash.slice(0, 16)})`
      )
      if (summary.found > 0) this.logger.log(`${summary.found} rows were there from before`)
    } finally {
      bar.end()
    }
  }
}
