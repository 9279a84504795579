import emitter from '@adonisjs/core/services/emitter'
import logger from '@adonisjs/core/services/logger'

const told = new Set<string>()

/** English stands in for what a language lacks; the log says so once. */
emitter.on('i18n:missing:translation', ({ locale, identifier }) => {
  const text = `${locale} ${identifier}`
  if (told.has(text)) return
  told.add(text)
  logger.warn({ language: locale, text: identifier }, 'a text is missing')
})
