import { beforeSave, hasMany } from '@adonisjs/lucid/orm'
import type { HasMany } from '@adonisjs/lucid/types/relations'
import { LanguageSchema } from '#database/schema'
import Book from '#models/book'
import { toNameKey } from '#catalogue/headings'

const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

export default class Language extends LanguageSchema {
  static selfAssignPrimaryKey = true

  @hasMany(() => Book, { foreignKey: 'languageCode' })
  declare books: HasMany<typeof Book>

  /** "French" for the ISO 639 code "fr"; null where there is no such language. */
  static nameOf(code: string): string | null {
    try {
      return names.of(code) ?? null
    } catch {
      return null
    }
  }

  @beforeSave()
  static keepKeys(language: Language) {
    language.nameKey = toNameKey(language.name)
  }
}
