import { BaseCommand } from '@adonisjs/core/ace'
import { Exception } from '@adonisjs/core/exceptions'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import db from '@adonisjs/lucid/services/db'
import { explain } from '#exceptions/explain'
import { pendingMigrations } from '#sql/migrations'
import { stopInOrder, whatStopped } from '#stop'

/**
 * A command that works on the library. What it refuses, it throws as an
 * exception with a status below 500: that becomes one line and exit code 1, and
 * so does a fault of the settings. One that is told to stop says so in one line too.
 */
export default abstract class LibraryCommand extends BaseCommand {
  static options: CommandOptions = { startApp: true }

  prepare() {
    stopInOrder()
  }

  async completed() {
    const stopped = whatStopped()
    if (stopped && this.error) {
      this.logger.error(stopped.message)
      this.exitCode = stopped.exitCode
      return true
    }
    const refusal = this.error instanceof Exception && this.error.status < 500
    const known = refusal ? this.error.message : explain(this.error)
    const sentence = known ?? (this.error && (await explainVersion()))
    if (sentence) {
      this.logger.error(sentence)
      this.exitCode = 1
      return true
    }
  }

  /** Tells of a step on the way. */
  protected say(sentence: string) {
    this.logger.log(`• ${sentence}`)
  }

  /** Prints facts for machines, as one line of JSON. */
  protected printJson(facts: unknown) {
    this.logger.log(JSON.stringify(facts))
  }
}

/** What the database has not, no statement finds. */
async function explainVersion() {
  const pending = await pendingMigrations(db.connection()).catch(() => [])
  if (pending.length > 0) {
    return 'The database is of an older version, or was never set up. Run library:setup first.'
  }
}
