import { args, flags } from '@adonisjs/core/ace'
import { Exception } from '@adonisjs/core/exceptions'
import { now } from '#clock'
import { decode } from '#session/content'
import { isSessionId, keyOf } from '#session/session_id'
import { SessionStore } from '#session/session_store'
import LibraryCommand from './_library_command.js'

export default class SessionsShow extends LibraryCommand {
  static commandName = 'sessions:show'
  static description = 'Print one session in plain form'

  @args.string({ description: 'Id of the session, or of its row in the table sessions' })
  declare id: string

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const { rows } = await this.app.container.make(SessionStore)
    const id = isSessionId(this.id) ? keyOf(this.id) : this.id
    const row = await rows.find(id)
    if (!row) throw new Exception(`No session has the id "${this.id}".`, { status: 404 })

    const { values, expiry = 'default' } = this.#read(row.text)
    const [began, expires] = [new Date(row.createdAt), new Date(row.expiresAt)]
    const expired = row.expiresAt <= now()
    const saves = row.version
    if (this.json) return this.printJson({ id, began, expires, expired, expiry, saves, values })

    this.logger.log(`Row      ${id}`)
    this.logger.log(`Began    ${began.toISOString()}`)
    this.logger.log(`${expired ? 'Expired' : 'Expires'}  ${expires.toISOString()}`)
    this.logger.log(`Saves    ${saves}`)
    this.logger.log(JSON.stringify(values, null, 2))
  }

  #read(text: string) {
    try {
      return decode(text)
    } catch (error) {
      const { message } = error as SyntaxError
      throw new Exception(`The data of this session is damaged: ${message}`, { status: 422 })
    }
  }
}
