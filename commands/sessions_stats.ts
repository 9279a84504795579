import { flags } from '@adonisjs/core/ace'
import { mostUnreturned } from '#config/session'
import { SessionStore } from '#session/session_store'
import LibraryCommand from './_library_command.js'

export default class SessionsStats extends LibraryCommand {
  static commandName = 'sessions:stats'
  static description = 'Print how many sessions there are, how old and how large'

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const { rows } = await this.app.container.make(SessionStore)
    const stats = { ...(await rows.stats()), most_unreturned: mostUnreturned }
    if (this.json) return this.printJson(stats)

    const table = this.ui.table()
    table.row(['Live', String(stats.live)])
    table.row(['  whose cookie came back', String(stats.returned)])
    const bound = mostUnreturned === 0 ? 'all are kept' : `at most ${mostUnreturned} are kept`
    table.row(['  whose cookie never did', `${stats.unreturned} (${bound})`])
    table.row(['Expired, not yet cleared', String(stats.expired)])
    table.row(['Oldest began', stats.oldest?.toISOString() ?? 'none'])
    table.row(['Mean size', `${stats.mean_size} bytes`])
    table.row(['Largest size', `${stats.largest_size} bytes`])
    table.render()
  }
}
