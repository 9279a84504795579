import type { TranslationsFormatterContract } from '@adonisjs/i18n/types'
import { IntlMessageFormat } from 'intl-messageformat'

/** By language and by what stands in its file. */
const COMPILED = new Map<string, Map<string, IntlMessageFormat>>()

/**
 * Fills ICU messages. Compiling one takes a hundred times as long as filling it, so each is compiled
 * once a process; most say the same each time, and need neither.
 */
export const messages: TranslationsFormatterContract = {
  name: 'compiled ICU',

  format(message, locale, data = {}) {
    if (!/[{']/.test(message)) return message
    return compile(message, locale).format(data) as string
  },
}

function compile(message: string, locale: string) {
  const ofLocale = COMPILED.get(locale) ?? new Map<string, IntlMessageFormat>()
  COMPILED.set(locale, ofLocale)
  const known = ofLocale.get(message)
  if (known) return known
  const compiled = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true })
  ofLocale.set(message, compiled)
  return compiled
}
