import { hash } from 'node:crypto'
import { errors } from '@adonisjs/lucid'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ModelObject } from '@adonisjs/lucid/types/model'
import Author from '#models/author'
import Book from '#models/book'
import BookInstance from '#models/book_instance'
import Genre from '#models/genre'
import Language from '#models/language'
import { objectOf, objectsOf, valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'

interface Row extends ModelObject {
  id: number
  language_code: string | null
  authors: ModelObject[]
  genres: ModelObject[]
  copies?: ModelObject[]
  language?: ModelObject | null
}

/**
 * A book as pages show it, all of it read by one statement as one text. Who holds the text of a book
 * knows whether it has changed since a part of a page was made; a model is made of it only for a part
 * that has to be made, which takes longer than all else that such a page needs.
 */
export class ShownBook {
  /** Differs where anything differs that is shown. */
  readonly version: string

  constructor(
    readonly id: number,
    readonly text: string
  ) {
    this.version = hash('sha1', text, 'base64')
  }

  /** With all that its page shows. @throws E_ROW_NOT_FOUND */
  static async findOrFail(id: number) {
    const client = db.connection()
    const [row] = await run<ShownBook>(
      client,
      `select id, ${ofPage(client)} as text from books where id = ?`,
      [id]
    )
    if (!row) throw new errors.E_ROW_NOT_FOUND()
    return new ShownBook(row.id, row.text)
  }

  /** In this order, with what lists show. */
  static async inOrder(ids: number[]) {
    if (ids.length === 0) return []
    const client = db.connection()
    const rows = await run<ShownBook>(
      client,
      `select id, ${ofList(client)} as text from books where id in (${valuesOf(client, 'integer')})`,
      [JSON.stringify(ids)]
    )
    const texts = new Map(rows.map(({ id, text }) => [id, text]))
    return ids.flatMap((id) => {
      const text = texts.get(id)
      return text === undefined ? [] : new ShownBook(id, text)
    })
  }

  /** Those that were listed last, the latest first, of the ids after this one. */
  static async newest(limit: number, after = 0) {
    const books = await Book.query()
      .where('id', '>', after)
      .apply((scopes) => scopes.newest())
      .select('id')
      .limit(limit)
    return this.inOrder(books.map(({ id }) => id))
  }

  get row(): Row {
    return JSON.parse(this.text)
  }

  get model() {
    const { authors, genres, copies, language, ...columns } = this.row
    const book = Book.$createFromAdapterResult(columns)!
    book.$setRelated('authors', Author.$createMultipleFromAdapterResult(authors))
    book.$setRelated('genres', Genre.$createMultipleFromAdapterResult(genres))
    if (copies) book.$setRelated('copies', BookInstance.$createMultipleFromAdapterResult(copies))
    if (language) book.$setRelated('language', Language.$createFromAdapterResult(language)!)
    return book
  }

  /** So that the name of a part of a page tells which book it shows, and in which state. */
  toJSON() {
    return this.version
  }
}

/** An expression of what lists show of a row of books. */
export function ofList(client: QueryClientContract) {
  const copies = (what: string) => `(select ${what} from book_instances where book_id = books.id)`
  const available = `sum(case when status = 'available' then 1 else 0 end)`
  return asText(client, {
    ...columnsOf('books', [
      ...['id', 'title', 'subtitle', 'language_code', 'year', 'series', 'volume'],
    ]),
    copies_count: copies('count(*)'),
    available: copies(`coalesce(${available}, 0)`),
    due_back: copies(`min(case when status = 'on_loan' then due_back end)`),
    ...headings(client, ['id', 'name']),
  })
}

/** An expression of what its page shows of a row of books. */
function ofPage(client: QueryClientContract) {
  return asText(client, {
    ...columnsOf('books', [
      ...['id', 'title', 'subtitle', 'language_code', 'year', 'isbn'],
      ...['publisher', 'summary', 'series', 'volume'],
    ]),
    ...headings(client, ['id', 'name', 'born', 'died']),
    language: `(select ${objectOf(client, columnsOf('languages', ['code', 'name']))}
      from languages where code = books.language_code)`,
    copies: objectsOf(
      client,
      columnsOf('book_instances', ['id', 'code', 'imprint', 'status', 'due_back', 'shelf_place']),
      {
        from: 'book_instances where book_id = books.id',
        order: 'due_back asc nulls last, length(code), code',
      }
    ),
  })
}

function headings(client: QueryClientContract, ofAuthors: string[]) {
  return {
    authors: objectsOf(client, columnsOf('authors', ofAuthors), {
      from: 'book_authors join authors on authors.id = author_id where book_id = books.id',
      order: 'position, author_id',
    }),
    genres: objectsOf(client, columnsOf('genres', ['id', 'name']), {
      from: 'book_genres join genres on genres.id = genre_id where book_id = books.id',
      order: 'genres.name_key',
    }),
  }
}

function columnsOf(table: string, names: string[]) {
  return Object.fromEntries(names.map((name) => [name, `${table}.${name}`]))
}

function asText(client: QueryClientContract, members: Record<string, string>) {
  return `cast(${objectOf(client, members)} as text)`
}
