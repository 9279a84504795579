import { flags } from '@adonisjs/core/ace'
import { SessionStore } from '#session/session_store'
import { step } from '#stop'
import LibraryCommand from './_library_command.js'

export default class SessionsClear extends LibraryCommand {
  static commandName = 'sessions:clear'
  static description = 'Delete the sessions that have expired'
  static help = ['Works in small steps: safe beside a running site, and beside itself.']

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const { rows } = await this.app.container.make(SessionStore)
    const deleted = await rows.clearExpired({ onBatch: step })
    if (this.json) return this.printJson({ deleted })
    this.logger.log(`Deleted ${deleted} expired ${deleted === 1 ? 'session' : 'sessions'}.`)
  }
}
