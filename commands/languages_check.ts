import { flags } from '@adonisjs/core/ace'
import i18nManager from '@adonisjs/i18n/services/main'
import LibraryCommand from './_library_command.js'

export default class LanguagesCheck extends LibraryCommand {
  static commandName = 'languages:check'
  static description = 'Tell which texts the languages lack, or have beyond those of English'

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const english = Object.keys(i18nManager.getTranslationsFor('en'))
    const others = i18nManager.supportedLocales().filter((code) => code !== 'en')
    const facts = others.map((language) => {
      const texts = Object.keys(i18nManager.getTranslationsFor(language))
      const missing = english.filter((key) => !texts.includes(key))
      return { language, missing, unknown: texts.filter((key) => !english.includes(key)) }
    })
    if (this.json) return this.printJson(facts)

    for (const { language, missing, unknown } of facts) {
      this.logger.log(`${language}: ${english.length - missing.length} of ${english.length} texts`)
      for (const key of missing) this.logger.log(`  missing: ${key}`)
      for (const key of unknown) this.logger.log(`  of no use: ${key}`)
    }
  }
}
