import { LETTER_BY_LETTER, NEEDS_FOLDING } from '#search/folding'

/** Longest text, in characters, of a script that has to be folded letter by letter. */
export const LONGEST_FOLDED = 4000
export const APOSTROPHES = [`'`, '’', '‘', 'ʼ', '`']
export const HYPHENS = ['-', '‐', '‑']
const TOKENIZER = `tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' tokenchars '_'"`

const quoted = (text: string) => `'${text.replaceAll(`'`, `''`)}'`

const without = (text: string, marks: string[], instead: string) =>
  marks.reduce((inner, mark) => `replace(${inner}, ${quoted(mark)}, '${instead}')`, text)

/** Characters of a GLOB class: plain ones but the underscore, and those of them that no heading is forgiven. */
const PLAIN_TEXT = ' -^`-~'
const PLAIN_HEADING = 'a-zA-Z0-9 .,:;!?()&/'

/** SQL for a text whose letters the tokenizer can take as they are. Most texts are plain, and quickly passed. */
function lettersOf(column: string) {
  // facets are the only words with an underscore, so that no text can pass for one
  const text = `replace(${column}, '_', ' ')`
  return `case when ${column} not glob '*[^${PLAIN_TEXT}]*' then ${column}
    when ${text} glob '*[^ -~]*' and ${text} glob '*[${NEEDS_FOLDING}]*' then (
      select group_concat(letter, '') from (
        select coalesce(
          folded.plain,
          iif(single.letter glob '[${LETTER_BY_LETTER}]', ' ' || single.letter || ' ', single.letter)
        ) as letter
        from (
          select number, substr(${text}, number, 1) as letter
          from search_numbers where number <= length(${text})
        ) as single
        left join search_letters as folded on folded.letter = single.letter
        order by single.number
      )
    ) else ${text} end`
}

/**
 * SQL for a heading in which apostrophes and hyphens do not matter: "O'Brien"
 * gives "OBrien O Brien", "Spider-Man" gives "Spider-Man SpiderMan".
 */
function forgiving(text: string) {
  const closed = without('letters', APOSTROPHES, '')
  const open = without(without('letters', APOSTROPHES, ' '), HYPHENS, '')
  const marks = quoted([...APOSTROPHES, ...HYPHENS.toReversed()].join('')).slice(1, -1)
  return `iif(${text} not glob '*[^${PLAIN_HEADING}]*', ${text}, (
    select iif(letters glob '*[${marks}]*', ${closed} || ' . ' || ${open}, letters)
    from (select ${lettersOf(text)} as letters)
  ))`
}

const BOOKS_OF = {
  book_authors: 'book_id',
  book_genres: 'book_id',
}

const touch = (...ids: string[]) =>
  `insert into search_touched (book_id) ${ids.map((id) => `select ${id}`).join(' union ')};`

const facetsOf = (row: 'new' | 'old') =>
  `select value from json_each('["' || replace(${row}.facets, ' ', '","') || '"]')
   where value glob '[gldv]_*'`

/**
 * The search index on SQLite. Every change of a book, of its authors, genres
 * and copies touches the book, and touching it writes two rows anew: its entry
 * (what results are ranked and counted by: the keys of its title and its authors, each between
 * spaces, and its facets) and its words, which two
 * full-text tables index (headings by word and beginning of word; headings and
 * summary by whole word). While the mode is "queueing", touched books wait in
 * a queue instead.
 *
 * It is plain SQL that SQLite 3.40 reads too, so that other programs can
 * change the catalogue and the index follows.
 */
export const SQLITE_SEARCH_SCHEMA = [
  `create table search_state (mode text not null)`,
  `insert into search_state values ('live')`,
  `create table search_queue (book_id integer primary key)`,
  `create table search_unlearned (book_id integer primary key)`,
  `create table search_letters (letter text primary key, plain text not null) without rowid`,
  `create table search_numbers (number integer primary key)`,
  `insert into search_numbers
   with recursive numbers (number) as (
     select 1 union all select number + 1 from numbers where number < ${LONGEST_FOLDED}
   ) select number from numbers`,
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
     title text not null,
     people text not null,
     subjects text not null,
     facets text not null,
     summary text not null
   )`,
  `create virtual table search_headings using fts5(
     title, people, subjects, facets,
     content = 'search_words', content_rowid = 'book_id', columnsize = 0, prefix = '2 3 4',
     ${TOKENIZER}
   )`,
  `create virtual table search_texts using fts5(
     title, people, subjects, facets, summary,
     content = 'search_words', content_rowid = 'book_id', columnsize = 0,
     ${TOKENIZER}
   )`,
  // The words of so many bytes are kept in memory, within one statement, before they are written
  ...['search_headings', 'search_texts'].map(
    (table) => `insert into ${table} (${table}, rank) values ('hashsize', 16777216)`
  ),
  `create virtual table search_vocabulary using fts5vocab(search_headings, row)`,

  `create view search_entry_sources as
   select
     books.id as book_id,
     (select count(*) from book_instances where book_id = books.id) as copies,
     ' ' || books.sort_key || ' ' as title_key,
     coalesce((
       select ' ' || group_concat(sort_key, ' | ') || ' ' from (
         select sort_key from book_authors join authors on authors.id = author_id
         where book_id = books.id order by position, author_id
       )
     ), char(65533)) as people_key,
     trim(coalesce((
         select group_concat(' g_' || genre_id, '') from book_genres where book_id = books.id
       ), '')
       || coalesce((
         select group_concat(' a_' || author_id, '') from book_authors where book_id = books.id
       ), '')
       || coalesce(' l_' || lower(books.language_code), '')
       || coalesce(' d_' || replace(books.year / 10 * 10, '-', 'b'), '')
       || iif(exists (
         select 1 from book_instances where book_id = books.id and status = 'available'
       ), ' v_1', '')) as facets
   from books`,

  `create view search_word_sources as
   select
     books.id as book_id,
     ${forgiving('books.title')}
       || coalesce(' . ' || ${forgiving('books.subtitle')}, '') as title,
     coalesce((
       select group_concat(
         ${forgiving('authors.name')} || iif(instr(authors.name, '.'), ' . ' || name_key, ''), ' . '
       ) from book_authors join authors on authors.id = author_id where book_id = books.id
     ), '') as people,
     coalesce((
       select group_concat(${forgiving('genres.name')}, ' . ')
       from book_genres join genres on genres.id = genre_id where book_id = books.id
     ), '') || coalesce(' . ' || books.isbn, '') as subjects,
     search_entries.facets as facets,
     coalesce(${lettersOf('books.summary')}, '') as summary
   from books join search_entries on search_entries.book_id = books.id`,

  `create view search_touched as select book_id from search_queue`,
  `create trigger search_touched_live instead of insert on search_touched
   when (select mode from search_state) = 'live'
   begin
     delete from search_words where book_id = new.book_id;
     delete from search_entries where book_id = new.book_id;
     insert into search_entries select * from search_entry_sources where book_id = new.book_id;
     insert into search_words select * from search_word_sources where book_id = new.book_id;
     insert or ignore into search_unlearned values (new.book_id);
   end`,
  `create trigger search_touched_queueing instead of insert on search_touched
   when (select mode from search_state) = 'queueing'
   begin
     insert or ignore into search_queue values (new.book_id);
   end`,

  `create trigger search_words_added after insert on search_words
   begin
     insert into search_headings (rowid, title, people, subjects, facets)
     values (new.book_id, new.title, new.people, new.subjects, new.facets);
     insert into search_texts (rowid, title, people, subjects, facets, summary)
     values (new.book_id, new.title, new.people, new.subjects, new.facets, new.summary);
   end`,
  `create trigger search_facets_added after insert on search_words
   begin
     insert into search_facets (facet, books) select value, 1 from (${facetsOf('new')}) where true
     on conflict (facet) do update set books = books + 1;
   end`,
  `create trigger search_words_removed after delete on search_words
   begin
     insert into search_headings (search_headings, rowid, title, people, subjects, facets)
     values ('delete', old.book_id, old.title, old.people, old.subjects, old.facets);
     insert into search_texts (search_texts, rowid, title, people, subjects, facets, summary)
     values ('delete', old.book_id, old.title, old.people, old.subjects, old.facets, old.summary);
     update search_facets set books = books - 1 where facet in (${facetsOf('old')});
   end`,

  `create trigger search_books_added after insert on books begin ${touch('new.id')} end`,
  `create trigger search_books_changed
   after update of id, title, subtitle, sort_key, summary, isbn, year, language_code on books
   begin ${touch('old.id', 'new.id')} end`,
  `create trigger search_books_removed after delete on books begin ${touch('old.id')} end`,
  ...Object.entries(BOOKS_OF).flatMap(([table, id]) => [
    `create trigger search_${table}_added after insert on ${table} begin ${touch(`new.${id}`)} end`,
    `create trigger search_${table}_changed after update on ${table}
     begin ${touch(`old.${id}`, `new.${id}`)} end`,
    `create trigger search_${table}_removed after delete on ${table} begin ${touch(`old.${id}`)} end`,
  ]),
  ...['author', 'genre'].map(
    (name) =>
      `create trigger search_${name}s_changed after update on ${name}s
       when old.name <> new.name${name === 'author' ? ' or old.sort_key <> new.sort_key' : ''}
       begin
         insert into search_touched (book_id)
         select book_id from book_${name}s where ${name}_id = new.id;
       end`
  ),
  `create trigger search_copies_added after insert on book_instances begin ${touch('new.book_id')} end`,
  `create trigger search_copies_changed after update on book_instances
   when old.book_id <> new.book_id or (old.status = 'available') <> (new.status = 'available')
   begin ${touch('old.book_id', 'new.book_id')} end`,
  `create trigger search_copies_removed after delete on book_instances
   begin ${touch('old.book_id')} end`,
]

/** The tables above, and those in which FTS5 keeps its indexes. */
export const SQLITE_SEARCH_TABLES = SQLITE_SEARCH_SCHEMA.flatMap((statement) => {
  const [, virtual, table] = statement.match(/^create (virtual )?table (\w+)/) ?? []
  if (!table) return []
  return virtual ? [table, ...['data', 'idx', 'config'].map((part) => `${table}_${part}`)] : [table]
})
