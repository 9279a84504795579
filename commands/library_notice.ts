import { args, flags } from '@adonisjs/core/ace'
import { DateTime } from 'luxon'
import RefusedException from '#exceptions/refused_exception'
import Notice from '#models/notice'
import LibraryCommand from './_library_command.js'

export default class LibraryNotice extends LibraryCommand {
  static commandName = 'library:notice'
  static description = 'Put a notice up for all visitors, show it, or take it down'
  static help = [
    'It stands on top of every page until a visitor has read it, and again when its words change.',
    '{{ binaryName }} library:notice "Closed on Monday"',
    '{{ binaryName }} library:notice "Closed over the holidays" --until=2027-01-06',
    '{{ binaryName }} library:notice --clear',
  ]

  @args.string({
    description: 'What it says; without it, the present notice is shown',
    required: false,
    allowEmptyValue: true,
  })
  declare text?: string

  @flags.string({
    description: 'The last day on which it is shown, as 2027-01-31',
    allowEmptyValue: true,
  })
  declare until?: string

  @flags.boolean({ description: 'Take the notice down' })
  declare clear: boolean

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const { text, until, clear } = this
    if (clear && (text ?? until) !== undefined) {
      throw new RefusedException('--clear takes the notice down. Use --clear alone.')
    }
    if (text === undefined && until !== undefined) {
      throw new RefusedException('--until needs the text of a notice.')
    }
    if (clear) await Notice.takeDown()
    if (text !== undefined)
      await Notice.putUp(text, until === undefined ? null : DateTime.fromISO(until))

    const notice = await Notice.current()
    const words = notice?.text.replace(/\s+/g, ' ')
    const day = notice?.lastDay?.toISODate() ?? null
    if (this.json) return this.printJson(notice && { text: notice.text, last_day: day })
    this.logger.log(words ? words + (day ? `  (until ${day})` : '') : 'No notice is up.')
  }
}
