import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/i18n'
import { LanguageFiles } from '#languages/language_files'
import { messages } from '#languages/messages'

/** Each file of resources/lang is a language. What one of them lacks is said in English. */
export default defineConfig({
  defaultLocale: 'en',
  formatter: () => messages,
  loaders: [() => new LanguageFiles(app.languageFilesPath())],
})
