import { beforeDelete, beforeSave, manyToMany, scope } from '@adonisjs/lucid/orm'
import db from '@adonisjs/lucid/services/db'
import type { ManyToMany } from '@adonisjs/lucid/types/relations'
import { GenreSchema } from '#database/schema'
import RecordInUseException from '#exceptions/record_in_use_exception'
import Book from '#models/book'
import { toNameKey } from '#catalogue/headings'

const BOOKS = `select books from search_facets where facet = 'g_' || genres.id`

export default class Genre extends GenreSchema {
  @manyToMany(() => Book, { pivotTable: 'book_genres' })
  declare books: ManyToMany<typeof Book>

  /** Adds `$extras.books_count`, as of when the search index was last refreshed. */
  static withBooksCount = scope((query) =>
    query.select('genres.*', db.raw(`coalesce((${BOOKS}), 0) as books_count`))
  )

  /** What lists show of it; its books have to be counted. */
  get shelf() {
    return { id: this.id, name: this.name, books: Number(this.$extras.books_count) }
  }

  /** The genres with most books. */
  static largest(limit: number) {
    return this.query()
      .apply((scopes) => scopes.withBooksCount())
      .orderBy('books_count', 'desc')
      .orderBy('name_key')
      .limit(limit)
  }

  @beforeSave()
  static keepKeys(genre: Genre) {
    genre.nameKey = toNameKey(genre.name)
  }

  @beforeDelete()
  static refuseWhileInUse(genre: Genre) {
    return RecordInUseException.throwIfAny('books', genre, genre.name)
  }
}
