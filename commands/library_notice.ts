import { args, flags } from '@adonisjs/core/ace'
import { DateTime } from 'luxon'
import RefusedException from '#exceptions/refused_exception'
import { isSpoken, spokenLanguages } from '#languages/speech'
import Notice from '#models/notice'
import Library from '#models/library'
import LibraryCommand from './_library_command.js'

export default class LibraryNotice extends LibraryCommand {
  static commandName = 'library:notice'
  static description = 'Put a notice up for all visitors, show it, or take it down'
  static help = [
    'It stands on top of every page until a visitor has read it, and again when its words change.',
    '{{ binaryName }} library:notice "Closed on Monday"',
    '{{ binaryName }} library:notice "Closed over the holidays" --until=2027-01-06',
    'The same in other languages comes after it, each with its code before it:',
    '{{ binaryName }} library:notice "Closed on Monday" "de: Montag geschlossen"',
    '{{ binaryName }} library:notice --clear',
  ]

  @args.string({
    description: 'What it says; without it, the present notice is shown',
    required: false,
    allowEmptyValue: true,
  })
  declare text?: string

  @args.spread({
    description: 'The same in other languages, as "de: Montag geschlossen"',
    required: false,
    allowEmptyValue: true,
  })
  declare others?: string[]

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
    // Days are those of the library
    await Library.read()
    if (clear) await Notice.takeDown()
    if (text !== undefined) {
      const lastDay = until === undefined ? null : DateTime.fromISO(until)
      await Notice.putUp(text, lastDay, readTranslations(text, this.others ?? []))
    }

    const notice = await Notice.current()
    const day = notice?.lastDay?.toISODate() ?? null
    if (this.json) {
      const { text: words, translations } = notice ?? {}
      return this.printJson(notice && { text: words, translations, last_day: day })
    }
    if (!notice) return this.logger.log('No notice is up.')
    this.logger.log(inOneLine(notice.text) + (day ? `  (until ${day})` : ''))
    for (const [code, words] of Object.entries(notice.translations ?? {})) {
      this.logger.log(`${code}: ${inOneLine(words)}`)
    }
  }
}

/** @throws RefusedException where one would be lost, or the first be for some alone */
function readTranslations(first: string, others: string[]) {
  if (isSpoken(first.match(/^\s*([\w-]+)\s*:/)?.[1])) {
    throw new RefusedException(
      'The first words are for all who read none of the other languages. Write them without a code.'
    )
  }
  const translations = new Map<string, string>()
  for (const [code, words] of others.map(readTranslation)) {
    if (translations.has(code)) {
      throw new RefusedException(`There are two texts in the language "${code}".`)
    }
    translations.set(code, words)
  }
  return Object.fromEntries(translations)
}

/** "de: Montag geschlossen" as the code and the words. */
function readTranslation(text: string) {
  const [, code = '', words = ''] = text.match(/^\s*([\w-]+)\s*:([\s\S]*)$/) ?? []
  if (isSpoken(code)) return [code, words]
  throw new RefusedException(
    `"${inOneLine(text)}" does not begin with the code of a language of the site and a colon: ${spokenLanguages().join(', ')}.`
  )
}

function inOneLine(text: string) {
  return text.replace(/\s+/g, ' ').trim()
}
