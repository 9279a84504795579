import type { CopyStatus } from '#models/book_instance'

/** Under the names of the database's columns; null and empty where a row says nothing. */

export interface NamedAuthor {
  name: string
  sort_name: string
  born: string | null
  died: string | null
}

export interface BookFields {
  title: string
  subtitle: string | null
  summary: string | null
  isbn: string | null
  year: number | null
  publisher: string | null
  language_code: string | null
  series: string | null
  volume: string | null
}

export interface BookRecord extends BookFields {
  kind: 'book'
  /** The book's number in the library that wrote the file, where it is of our own format. */
  id?: number | null
  /** What a title had of a series in brackets, where that is no part of it any more. */
  statement?: string
  /** Only where the file itself tells it. */
  sort_title: string | null
  authors: NamedAuthor[]
  genres: string[]
  quantity: number
  status: CopyStatus
  imprint: string | null
  shelf_place: string | null
  /** That of the first of its copies. */
  code: string | null
  created_at: string | null
  /** Whether each row is a book of its own, so that no two rows without ISBN are the same one. */
  isOwnRecord: boolean
}

/** One copy of the book that stands before it in the file. */
export interface CopyRecord {
  kind: 'copy'
  id: string
  code: string | null
  imprint: string | null
  /** None where the file was written before there were any. */
  shelf_place?: string | null
  status: CopyStatus
  due_back: string | null
  created_at: string | null
}

export type CatalogueRecord =
  | BookRecord
  | CopyRecord
  | ({ kind: 'author'; created_at: string | null } & NamedAuthor)
  | { kind: 'genre'; name: string }
  | { kind: 'language'; code: string; name: string }

/** Why a row cannot be taken; the message is for the list of rejected rows. */
export class RejectedRow extends Error {}
