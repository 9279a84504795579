import { args, flags } from '@adonisjs/core/ace'
import { Exception } from '@adonisjs/core/exceptions'
import { keptSessions } from '#session/kept_sessions'
import LibraryCommand from './_library_command.js'

export default class SessionsShow extends LibraryCommand {
  static commandName = 'sessions:show'
  static description = 'Print one session in plain form'

  @args.string({ description: 'Id of the session, or of its row in the table sessions' })
  declare id: string

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const session = await this.#find()
    if (!session) throw new Exception(`No session has the id "${this.id}".`, { status: 404 })
    if (this.json) return this.printJson(session)

    const { values, expired, ...facts } = session
    this.logger.log(`Row      ${facts.id}`)
    this.logger.log(`Began    ${facts.began.toISOString()}`)
    this.logger.log(`${expired ? 'Expired' : 'Expires'}  ${facts.expires.toISOString()}`)
    this.logger.log(`Saves    ${facts.saves}`)
    this.logger.log(JSON.stringify(values, null, 2))
  }

  async #find() {
    const sessions = await keptSessions()
    try {
      return await sessions.describe(this.id)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new Exception(`The data of this session is damaged: ${error.message}`, { status: 422 })
    }
  }
}
