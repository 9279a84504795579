import type { NamedAuthor } from '#import/authors'

export type CopyStatus = 'maintenance' | 'on_loan' | 'available' | 'reserved'

export const STATUSES: CopyStatus[] = ['maintenance', 'on_loan', 'available', 'reserved']

/** A book as one row of a file tells it; null and empty where the row says nothing. */
export interface BookEntry {
  kind: 'book'
  title: string
  subtitle: string | null
  /** Only where the file itself tells it. */
  sortTitle: string | null
  authors: NamedAuthor[]
  summary: string | null
  isbn: string | null
  year: number | null
  publisher: string | null
  languageCode: string | null
  genres: string[]
  /** How many copies the row stands for. */
  quantity: number
  status: CopyStatus
  imprint: string | null
  /** When the book was added, as the database keeps moments. */
  added: string | null
  /** Whether each row is a book of its own, so that no two rows without ISBN are the same one. */
  isOwnRecord: boolean
}

export interface AuthorEntry extends NamedAuthor {
  kind: 'author'
  added: string | null
}

export interface GenreEntry {
  kind: 'genre'
  name: string
}

export interface LanguageEntry {
  kind: 'language'
  code: string
  name: string
}

/** One copy of the book that stands before it in the file. */
export interface CopyEntry {
  kind: 'copy'
  id: string
  imprint: string | null
  status: CopyStatus
  dueBack: string | null
  added: string | null
}

export type Entry = BookEntry | AuthorEntry | GenreEntry | LanguageEntry | CopyEntry

/** Why a row cannot be taken; the message is for the list of rejected rows. */
export class RejectedRow extends Error {}
