import { flags } from '@adonisjs/core/ace'
import { keptSessions } from '#session/kept_sessions'
import { step } from '#stop'
import LibraryCommand from './_library_command.js'
import { ProgressBar } from './_progress_bar.js'

export default class SessionsClear extends LibraryCommand {
  static commandName = 'sessions:clear'
  static description = 'Delete the sessions that have expired'
  static help = ['Works in small steps: safe beside a running site, and beside itself.']

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const sessions = await keptSessions()
    const total = process.stderr.isTTY ? await sessions.countExpired() : 0
    const bar = new ProgressBar(process.stderr)
    const clearing = sessions.clearExpired({
      onBatch: (soFar) => {
        step()
        bar.show(soFar / (total || 1), `${soFar} sessions`)
      },
    })
    const deleted = await clearing.finally(() => bar.end())

    if (this.json) return this.printJson({ deleted })
    this.logger.log(`Deleted ${deleted} expired ${deleted === 1 ? 'session' : 'sessions'}.`)
  }
}
