import factory from '@adonisjs/lucid/factories'
import Language from '#models/language'

export const LanguageFactory = factory
  .define(Language, () => ({ code: 'en', name: 'English' }))
  .build()
