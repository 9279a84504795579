/** The folded words that the program makes are taken as they are; facets have an underscore. */
const TOKENIZER = `tokenize = "ascii tokenchars '_'"`

const note = (...ids: string[]) =>
  `begin ${ids.map((id) => `insert into search_changes values (${id}) on conflict do nothing;`).join(' ')} end`

const noteBooksOf = (name: string) =>
  `begin
     insert into search_changes select book_id from book_${name}s where ${name}_id = new.id
     on conflict do nothing;
   end`

/** By table: the column that tells the book, and those that the index knows. */
const WATCHED = {
  books: [
    'id',
    'id, title, subtitle, sort_key, summary, isbn, year, language_code, series, volume',
  ],
  book_authors: ['book_id', 'book_id, author_id, position'],
  book_genres: ['book_id', 'book_id, genre_id'],
  book_instances: ['book_id', 'book_id, status'],
}

/**
 * Any change of a book, of its authors, genres and copies notes the book in `search_changes`, by
 * plain SQL that other programs' SQLite knows too. `search_entries` has what results are ranked and
 * counted by (keys between spaces, and facets). Two full-text tables index `search_words`: headings
 * by word and beginning of word; headings and summary by whole word.
 */
export const SQLITE_SEARCH_SCHEMA = [
  `create table search_changes (book_id integer primary key)`,
  `create table search_facets (facet text primary key, books integer not null) without rowid`,
  `create table search_terms (term text primary key, books integer not null) without rowid`,
  `create table search_misspellings (
     misspelling text, term text, primary key (misspelling, term)
   ) without rowid`,
  `create table search_entries (
     book_id integer primary key,
     copies integer not null,
     title_key text not null,
     people_key text not null,
     facets text not null
   )`,
  `create index search_entries_by_people on search_entries (people_key, title_key, book_id)`,
  `create table search_words (
     book_id integer primary key,
     headings text not null,
     summary text not null
   )`,
  `create virtual table search_headings using fts5(
     headings,
     content = 'search_words', content_rowid = 'book_id', columnsize = 0, prefix = '2 3 4',
     ${TOKENIZER}
   )`,
  `create virtual table search_texts using fts5(
     headings, summary,
     content = 'search_words', content_rowid = 'book_id', columnsize = 0,
     ${TOKENIZER}
   )`,
  // The words of so many bytes are kept in memory, within one statement, before they are written
  ...['search_headings', 'search_texts'].map(
    (table) => `insert into ${table} (${table}, rank) values ('hashsize', 16777216)`
  ),
  ...Object.entries(WATCHED).flatMap(([table, [id, columns]]) => [
    `create trigger search_${table}_added after insert on ${table} ${note(`new.${id}`)}`,
    `create trigger search_${table}_changed after update of ${columns} on ${table}
     ${note(`old.${id}`, `new.${id}`)}`,
    `create trigger search_${table}_removed after delete on ${table} ${note(`old.${id}`)}`,
  ]),
  `create trigger search_authors_changed after update of name, name_key, sort_key on authors
   ${noteBooksOf('author')}`,
  `create trigger search_genres_changed after update of name on genres ${noteBooksOf('genre')}`,
]

/** The tables above, and those in which FTS5 keeps its indexes. */
export const SQLITE_SEARCH_TABLES = SQLITE_SEARCH_SCHEMA.flatMap((statement) => {
  const [, virtual, table] = statement.match(/^create (virtual )?table (\w+)/) ?? []
  if (!table) return []
  return virtual ? [table, ...['data', 'idx', 'config'].map((part) => `${table}_${part}`)] : [table]
})
