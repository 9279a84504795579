import { beforeDelete, beforeSave, manyToMany, scope } from '@adonisjs/lucid/orm'
import type { ManyToMany } from '@adonisjs/lucid/types/relations'
import { appUrl } from '#config/app'
import { AuthorSchema } from '#database/schema'
import RecordInUseException from '#exceptions/record_in_use_exception'
import Book from '#models/book'
import { toNameKey, toSortKey, toSortName } from '#models/headings'
import { toLifespan, toLongDate } from '#models/life_date'

export default class Author extends AuthorSchema {
  @manyToMany(() => Book, { pivotTable: 'book_authors' })
  declare books: ManyToMany<typeof Book>

  static ordered = scope((query) => query.orderBy('authors.sort_key').orderBy('authors.id'))

  /** "1929–2018" or "born 1949"; null where neither date is known. */
  get lifespan() {
    return toLifespan(this.born, this.died)
  }

  get bornOn() {
    return toLongDate(this.born)
  }

  get diedOn() {
    return toLongDate(this.died)
  }

  /** For schema.org; who has no life dates may be a body as well as a person. */
  get schema() {
    return {
      ...(this.lifespan && { '@type': 'Person' }),
      '@id': `${appUrl}/authors/${this.id}`,
      'url': `${appUrl}/authors/${this.id}`,
      'name': this.name,
      'birthDate': this.born ?? undefined,
      'deathDate': this.died ?? undefined,
    }
  }

  @beforeSave()
  static keepKeys(author: Author) {
    author.sortName ??= toSortName(author.name)
    author.nameKey = toNameKey(author.name)
    author.sortKey = toSortKey(author.sortName)
  }

  @beforeDelete()
  static async refuseWhileInUse(author: Author) {
    const [{ total }] = await author
      .related('books')
      .query()
      .count('* as total')
      .pojo<{ total: number }>()
    RecordInUseException.throwIf(Number(total), author.name, 'book', 'books')
  }
}
