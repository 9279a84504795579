import { beforeDelete, beforeSave, manyToMany, scope } from '@adonisjs/lucid/orm'
import db from '@adonisjs/lucid/services/db'
import type { ManyToMany } from '@adonisjs/lucid/types/relations'
import { AuthorSchema } from '#database/schema'
import RecordInUseException from '#exceptions/record_in_use_exception'
import Book from '#models/book'
import { toNameKey, toSortKey, toSortName } from '#catalogue/headings'

export default class Author extends AuthorSchema {
  @manyToMany(() => Book, { pivotTable: 'book_authors' })
  declare books: ManyToMany<typeof Book>

  static ordered = scope((query) => query.orderBy('authors.sort_key').orderBy('authors.id'))

  /** Those whose name has all of the words, or parts of words; none where the text has no word. */
  static named = scope((query, text: string) => {
    const key = toSortKey(text)
    if (key === '') query.whereRaw('1 = 0')
    for (const word of key.split(' ')) query.whereLike('sort_key', `%${word}%`)
  })

  /** Those who are sorted under the letter. */
  static under = scope((query, letter: string) =>
    query.where('sort_key', '>=', letter).where('sort_key', '<', `${letter}\u{10ffff}`)
  )

  /** The letters, of any script, that authors are sorted under. */
  static async letters() {
    const rows = await this.query()
      .select(db.raw('distinct substr(sort_key, 1, 1) as letter'))
      .orderBy('letter')
      .pojo<{ letter: string }>()
    const letters = rows.map(({ letter }) => letter).filter((letter) => /\p{L}/u.test(letter))
    return { letters }
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
