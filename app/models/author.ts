import { beforeDelete, beforeSave, manyToMany, scope } from '@adonisjs/lucid/orm'
import type { ManyToMany } from '@adonisjs/lucid/types/relations'
import { AuthorSchema } from '#database/schema'
import RecordInUseException from '#exceptions/record_in_use_exception'
import Book from '#models/book'
import { toNameKey, toSortKey, toSortName } from '#catalogue/headings'
import { toLifespan } from '#catalogue/life_date'

export default class Author extends AuthorSchema {
  @manyToMany(() => Book, { pivotTable: 'book_authors' })
  declare books: ManyToMany<typeof Book>

  static ordered = scope((query) => query.orderBy('authors.sort_key').orderBy('authors.id'))

  get lifespan() {
    return toLifespan(this.born, this.died)
  }

  @beforeSave()
  static keepKeys(author: Author) {
    author.sortName ??= toSortName(author.name)
    author.nameKey = toNameKey(author.name)
    author.sortKey = toSortKey(author.sortName)
  }

  @beforeDelete()
  static refuseWhileInUse(author: Author) {
    return RecordInUseException.throwIfAny('books', author, author.name)
  }
}
