import {
  beforeDelete,
  beforeSave,
  belongsTo,
  column,
  hasMany,
  manyToMany,
  scope,
} from '@adonisjs/lucid/orm'
import db from '@adonisjs/lucid/services/db'
import type { BelongsTo, HasMany, ManyToMany } from '@adonisjs/lucid/types/relations'
import { BookSchema } from '#database/schema'
import RecordInUseException from '#exceptions/record_in_use_exception'
import Author from '#models/author'
import BookInstance from '#models/book_instance'
import Genre from '#models/genre'
import { toMatchKey, toSortKey, toSortTitle } from '#catalogue/headings'
import { toIsbn13 } from '#catalogue/isbn'
import Language from '#models/language'
import { transaction } from '#sql/transaction'

const COPIES = 'select cast(count(*) as integer) from book_instances where book_id = books.id'
// Not by a condition on the status, by whose index SQLite would look through all loans
const NEXT_DUE = `select cast(min(case when status = 'on_loan' then due_back end) as text)
  from book_instances where book_id = books.id`

/** Of a copy that is there, if any. */
const PLACE = `select shelf_place from book_instances
  where book_id = books.id and shelf_place is not null
  order by status <> 'available', length(code), code limit 1`

/** A library may hold longer titles, from before they had bounds. */
const LONGEST_SHOWN = 2_000
const shown = (text: string | null) =>
  text && text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN).toWellFormed()}…` : text

export default class Book extends BookSchema {
  @column({ consume: shown })
  declare title: string

  @column({ consume: shown })
  declare subtitle: string | null

  @manyToMany(() => Author, {
    pivotTable: 'book_authors',
    pivotColumns: ['position'],
    onQuery: (query) => {
      if (!query.isRelatedSubQuery) query.orderBy('book_authors.position')
    },
  })
  declare authors: ManyToMany<typeof Author>

  @manyToMany(() => Genre, {
    pivotTable: 'book_genres',
    onQuery: (query) => {
      if (!query.isRelatedSubQuery) query.orderBy('genres.name_key')
    },
  })
  declare genres: ManyToMany<typeof Genre>

  @hasMany(() => BookInstance)
  declare copies: HasMany<typeof BookInstance>

  @belongsTo(() => Language, { foreignKey: 'languageCode' })
  declare language: BelongsTo<typeof Language>

  static ordered = scope((query) => query.orderBy('books.sort_key').orderBy('books.id'))

  static newest = scope((query) =>
    query.orderBy('books.created_at', 'desc').orderBy('books.id', 'desc')
  )

  /** @param reference An id, which may have "book:" before it, or an ISBN of any form */
  static async findByReference(reference: string) {
    const isbn = toIsbn13(reference)
    if (isbn) return this.findBy('isbn', isbn)
    const [, id] = reference.match(/^(?:book:)?([1-9]\d{0,8})$/) ?? []
    return id ? this.find(Number(id)) : null
  }

  /** The id of the book that was listed last; 0 in an empty library. */
  static async newestId() {
    const [{ newest }] = await this.query().max('id as newest').pojo<{ newest: number | null }>()
    return Number(newest)
  }

  /**
   * The books of these ids, in this order, with authors and genres, in `$extras` the `copies_count`,
   * how many are `available`, when the next is `due_back`, as "2026-12-09", and the `place` of one.
   */
  static async inOrder(ids: number[]) {
    if (ids.length === 0) return []
    const found = await this.query()
      .whereIn('id', ids)
      .select('books.*')
      .select(db.raw(`(${COPIES}) as copies_count`))
      .select(db.raw(`(${COPIES} and status = 'available') as available`))
      .select(db.raw(`(${NEXT_DUE}) as due_back`))
      .select(db.raw(`(${PLACE}) as place`))
      .preload('authors')
      .preload('genres')
    const byId = new Map(found.map((book) => [book.id, book]))
    return ids.flatMap((id) => byId.get(id) ?? [])
  }

  /** A new title is sorted and found by its own words, but for a sort title that somebody chose. */
  @beforeSave()
  static async keepKeys(book: Book) {
    const { title = book.title, languageCode = book.languageCode } = book.$original
    if (book.$dirty.title && book.sortTitle === toSortTitle(title, languageCode)) {
      book.sortTitle = toSortTitle(book.title, book.languageCode)
    }
    book.sortTitle ??= toSortTitle(book.title, book.languageCode)
    book.sortKey = toSortKey(book.sortTitle)

    const isRenamed = book.$isPersisted && ('title' in book.$dirty || 'subtitle' in book.$dirty)
    if (isRenamed && !book.$dirty.matchKey) {
      book.matchKey = matchKeyOf(book, await book.related('authors').query())
    }
    book.matchKey ??= toMatchKey(book.title, book.subtitle, [])
  }

  @beforeDelete()
  static refuseWhileInUse(book: Book) {
    return RecordInUseException.throwIfAny('copies', book, book.title)
  }

  async setAuthors(this: Book, authors: Author[]): Promise<void> {
    if (!this.$trx) {
      await transaction(db.connection(), (trx) => this.useTransaction(trx).setAuthors(authors))
      return
    }
    await this.related('authors').sync(
      Object.fromEntries(authors.map((author, position) => [author.id, { position }]))
    )
    this.matchKey = matchKeyOf(this, authors)
    await this.save()
  }
}

function matchKeyOf({ title, subtitle }: Book, authors: Author[]) {
  const names = authors.map((author) => author.name)
  return toMatchKey(title, subtitle, names)
}
