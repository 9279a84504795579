/** The books that rows of a table are of. */
const WATCHED = {
  books: 'select id from changed',
  book_authors: 'select book_id from changed',
  book_genres: 'select book_id from changed',
  book_instances: 'select book_id from changed',
  authors: 'select book_id from book_authors where author_id in (select id from changed)',
  genres: 'select book_id from book_genres where genre_id in (select id from changed)',
}

/** The rows as they were count too: one that is given to another book changes both. */
const EVENTS = [
  ['insert', 'new'],
  ['update', 'old'],
  ['update', 'new'],
  ['delete', 'old'],
]

/**
 * Any change of a book, of its authors, genres and copies notes the book in `search_changes`. An
 * entry has the keys that a book is ranked by, each between spaces, its facets and its words. It
 * needs no extension, and does not depend on the language that the database was set up in.
 */
export const POSTGRES_SEARCH_SCHEMA = [
  `create table search_changes (book_id integer primary key)`,
  `create table search_facets (facet text primary key, books integer not null)`,
  `create table search_terms (term text collate "C" primary key, books integer not null)`,
  `create table search_misspellings (
     misspelling text collate "C", term text collate "C", primary key (misspelling, term)
   )`,
  `create table search_entries (
     book_id integer primary key,
     copies integer not null,
     title_key text collate "C" not null,
     people_key text collate "C" not null,
     facets text not null,
     headings tsvector not null,
     texts tsvector not null
   )`,
  `create index search_entries_by_people on search_entries (people_key, title_key, book_id)`,
  `create index search_entries_by_headings on search_entries using gin (headings)`,
  `create index search_entries_by_texts on search_entries using gin (texts)`,
  `create index books_by_year on books (year desc nulls last, id desc)`,
  `create index books_by_newest on books (created_at desc, id desc)`,

  `create function search_note() returns trigger language plpgsql as $$
   begin
     execute format('insert into search_changes %s on conflict do nothing', tg_argv[0]);
     return null;
   end $$`,
  ...Object.entries(WATCHED).flatMap(([table, books]) =>
    EVENTS.map(
      ([event, state]) =>
        `create trigger search_${table}_${event}_${state} after ${event} on ${table}
         referencing ${state} table as changed
         for each statement execute function search_note('${books}')`
    )
  ),
  `create trigger search_books_truncate after truncate on books
   for each statement execute function search_note('select book_id from search_entries')`,
]
