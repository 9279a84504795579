import type { ColumnType } from '#sql/json_rows'

export interface Table {
  name: string
  /** Columns that tell its rows apart, and by which they are read in order. */
  key: string[]
  columns: Record<string, ColumnType>
  /** Whether the database numbers its rows by itself. */
  isNumbered?: boolean
}

/** All that is moved, in the order in which rows can be written that point to each other. */
export const TABLES: Table[] = [
  {
    name: 'languages',
    key: ['code'],
    columns: { code: 'text', name: 'text', name_key: 'text' },
  },
  {
    name: 'genres',
    key: ['id'],
    isNumbered: true,
    columns: { id: 'integer', name: 'text', name_key: 'text' },
  },
  {
    name: 'authors',
    key: ['id'],
    isNumbered: true,
    columns: {
      id: 'integer',
      name: 'text',
      name_key: 'text',
      sort_name: 'text',
      sort_key: 'text',
      born: 'text',
      died: 'text',
      created_at: 'timestamp',
      updated_at: 'timestamp',
    },
  },
  {
    name: 'books',
    key: ['id'],
    isNumbered: true,
    columns: {
      id: 'integer',
      title: 'text',
      subtitle: 'text',
      sort_title: 'text',
      sort_key: 'text',
      match_key: 'text',
      summary: 'text',
      isbn: 'text',
      publisher: 'text',
      year: 'integer',
      language_code: 'text',
      created_at: 'timestamp',
      updated_at: 'timestamp',
    },
  },
  {
    name: 'book_authors',
    key: ['book_id', 'author_id'],
    columns: { book_id: 'integer', author_id: 'integer', position: 'integer' },
  },
  {
    name: 'book_genres',
    key: ['book_id', 'genre_id'],
    columns: { book_id: 'integer', genre_id: 'integer' },
  },
  {
    name: 'book_instances',
    key: ['id'],
    columns: {
      id: 'uuid',
      book_id: 'integer',
      imprint: 'text',
      status: 'text',
      due_back: 'date',
      created_at: 'timestamp',
      updated_at: 'timestamp',
    },
  },
  {
    name: 'notices',
    key: ['id'],
    isNumbered: true,
    columns: { id: 'integer', text: 'text', last_day: 'date', created_at: 'timestamp' },
  },
  {
    name: 'session_successors',
    key: ['id'],
    columns: { id: 'text', successor: 'text', expires_at: 'bigint' },
  },
  {
    name: 'sessions',
    key: ['id'],
    columns: {
      id: 'text',
      data: 'text',
      version: 'integer',
      expires_at: 'bigint',
      created_at: 'bigint',
      returned: 'integer',
    },
  },
]
