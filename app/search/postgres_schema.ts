import { LETTER_BY_LETTER } from '#search/folding'

const APOSTROPHES = `'’‘ʼ\``
const HYPHENS = '‐‑-'
/** Longest word of the index, in letters; of longer ones, as of those in a query, the beginning counts. */
const LONGEST_WORD = 40
/** So many letters of a key are ordered by: an index holds no row of more than 2,704 bytes. */
const LONGEST_KEY = 300

const quoted = (text: string) => `'${text.replaceAll(`'`, `''`)}'`

/** All characters that no word has, as a bracket of a regular expression. */
function betweenWords() {
  const ranges: string[] = []
  let first: number | null = null
  const escape = (code: number) => `\\U${code.toString(16).padStart(8, '0')}`
  for (let code = 1; code <= 0x1_f000; code++) {
    const isSurrogate = code >= 0xd800 && code <= 0xdfff
    const isBetween = isSurrogate || !/[\p{L}\p{N}\p{M}]/u.test(String.fromCodePoint(code))
    if (isBetween && !isSurrogate) first ??= code
    if (first !== null && (!isBetween || isSurrogate)) {
      ranges.push(first === code - 1 ? escape(first) : `${escape(first)}-${escape(code - 1)}`)
      first = null
    }
  }
  return `[${ranges.join('')}\\U0001f000-\\U0001fbef\\U000e0000-\\U000e007f]`
}

/** Takes rows that differ between the two states of a statement; after an insert or delete, all of its rows. */
const changed = (event: string, columns: string) => {
  const [added, removed] = [`select ${columns} from added`, `select ${columns} from removed`]
  if (event === 'insert') return `(${added})`
  if (event === 'delete') return `(${removed})`
  return `((${added} except ${removed}) union all (${removed} except ${added}))`
}

interface Watched {
  /** What the index knows of a row. */
  columns: string
  /** The books that rows of `changed` are about. */
  books: string
}

const WATCHED: Record<string, Watched> = {
  books: {
    columns: 'id, title, subtitle, sort_key, summary, isbn, year, language_code',
    books: 'select id from changed',
  },
  book_authors: { columns: 'book_id, author_id, position', books: 'select book_id from changed' },
  book_genres: { columns: 'book_id, genre_id', books: 'select book_id from changed' },
  authors: {
    columns: 'id, name, sort_key',
    books: 'select book_id from book_authors where author_id in (select id from changed)',
  },
  genres: {
    columns: 'id, name',
    books: 'select book_id from book_genres where genre_id in (select id from changed)',
  },
  book_instances: {
    columns: `id, book_id, status = 'available'`,
    books: 'select book_id from changed',
  },
}

const REFERENCING = {
  insert: 'new table as added',
  update: 'old table as removed new table as added',
  delete: 'old table as removed',
}

function triggers() {
  return Object.entries(WATCHED).flatMap(([table, { columns, books }]) =>
    Object.entries(REFERENCING).flatMap(([event, tables]) => [
      `create function search_${table}_${event}() returns trigger language plpgsql as $$
       begin
         perform search_touch(array(
           with changed as ${changed(event, columns)} ${books}
         ));
         return null;
       end $$`,
      `create trigger search_${table}_${event} after ${event} on ${table}
       referencing ${tables} for each statement execute function search_${table}_${event}()`,
    ])
  )
}

/**
 * The search index on PostgreSQL. Every change of a book, of its authors,
 * genres and copies touches the book, and touching it writes its entry anew:
 * what it is ranked by (the keys of its title and its authors, each between
 * spaces), its facets, and its words, in headings and in all of its texts. In a
 * transaction whose setting `library.indexing` is "later", touched books wait in a queue instead.
 *
 * It needs no extension, and knows letters by itself: an index does not depend
 * on the language that the database was set up in.
 *
 * @param lower SQL for a text in lower case, of any script
 */
export function postgresSearchSchema(lower: (text: string) => string) {
  const spaces = ' '.repeat(APOSTROPHES.length)
  return [
    `create table search_queue (book_id integer primary key)`,
    `create table search_unlearned (book_id integer primary key)`,
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
       facets text[] not null,
       headings tsvector not null,
       texts tsvector not null
     )`,
    `create index search_entries_by_people on search_entries (people_key, title_key, book_id)`,
    `create index search_entries_by_headings on search_entries using gin (headings, facets)`,
    `create index search_entries_by_texts on search_entries using gin (texts)`,
    `create index books_by_year on books (year desc nulls last, id desc)`,
    `create index books_by_newest on books (created_at desc, id desc)`,

    `create function search_fold(source text) returns text language sql stable as $$
       select case when octet_length(source) = length(source) then lower(source) else
         translate(normalize(
           replace(replace(replace(replace(
             translate(${lower(
               `regexp_replace(normalize(source, NFKD),
                 '[\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\ufe20-\\ufe2f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670]', '', 'g')`
             )}, 'øđðłı', 'oddli'),
           'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
         NFC), 'ςىیةک', 'σييهك')
       end
     $$`,
    `create function search_letters(source text) returns text language sql stable as $$
       select case when octet_length(source) = length(source) then lower(source) else
         regexp_replace(search_fold(source), '([${LETTER_BY_LETTER}])', ' \\1 ', 'g')
       end
     $$`,
    // "O'Brien" gives "obrien . o brien", "Spider-Man" gives "spider-man . spiderman"
    `create function search_forgiving(source text) returns text language sql stable as $$
       select case when letters = translate(letters, ${quoted(APOSTROPHES + HYPHENS)}, '') then letters
         else translate(letters, ${quoted(APOSTROPHES)}, '') || ' . '
           || translate(letters, ${quoted(APOSTROPHES + HYPHENS)}, '${spaces}')
       end
       from search_letters(source) as letters
     $$`,
    `create function search_words(source text) returns tsvector language sql stable as $$
       select coalesce(
         string_agg(left(word, ${LONGEST_WORD}) || ':' || least(place, 16383), ' '), ''
       )::tsvector
       from regexp_split_to_table(source, '${betweenWords()}+') with ordinality as words (word, place)
       where word <> ''
     $$`,

    `create view search_entry_sources as
     select
       books.id as book_id,
       (select count(*)::integer from book_instances where book_id = books.id) as copies,
       ' ' || left(books.sort_key, ${LONGEST_KEY}) || ' ' as title_key,
       coalesce(' ' || left(people.keys, ${LONGEST_KEY}) || ' ', U&'\\FFFD') as people_key,
       array_remove(array[
         'l_' || lower(books.language_code),
         'd_' || replace((books.year / 10 * 10)::text, '-', 'b'),
         case when exists (
           select from book_instances where book_id = books.id and status = 'available'
         ) then 'v_1' end
       ], null) || subjects.facets || people.facets as facets,
       search_words(headings.words) as headings,
       search_words(headings.words || ' . ' || coalesce(search_letters(books.summary), '')) as texts
     from books
     cross join lateral (
       select
         string_agg(sort_key, ' | ' order by position, author_id) as keys,
         coalesce(array_agg('a_' || author_id order by position, author_id)
           filter (where author_id is not null), '{}') as facets,
         coalesce(string_agg(
           search_forgiving(name) || case when strpos(name, '.') > 0 then ' . ' || search_letters(name_key) else '' end,
           ' . ' order by position, author_id
         ), '') as words
       from book_authors join authors on authors.id = author_id where book_id = books.id
     ) as people
     cross join lateral (
       select
         coalesce(array_agg('g_' || genre_id order by genre_id)
           filter (where genre_id is not null), '{}') as facets,
         coalesce(string_agg(search_forgiving(name), ' . ' order by genre_id), '') as words
       from book_genres join genres on genres.id = genre_id where book_id = books.id
     ) as subjects
     cross join lateral (
       select search_forgiving(books.title)
         || coalesce(' . ' || search_forgiving(books.subtitle), '')
         || ' . ' || people.words || ' . ' || subjects.words
         || coalesce(' . ' || books.isbn, '') as words
     ) as headings`,

    `create function search_index(ids integer[]) returns void language plpgsql as $$
     begin
       perform from record_counts where name = 'books' for update;
       update search_facets set books = search_facets.books - former.books
       from (
         select facet, count(*) as books from search_entries, unnest(facets) as facet
         where book_id = any(ids) group by facet
       ) as former
       where search_facets.facet = former.facet;
       delete from search_entries where book_id = any(ids);
       insert into search_entries select * from search_entry_sources where book_id = any(ids);
       insert into search_facets (facet, books)
       select facet, count(*) from search_entries, unnest(facets) as facet
       where book_id = any(ids) and facet not like 'a\\_%' group by facet
       on conflict (facet) do update set books = search_facets.books + excluded.books;
       insert into search_unlearned select unnest(ids) on conflict do nothing;
     end $$`,
    `create function search_touch(ids integer[]) returns void language plpgsql as $$
     begin
       if cardinality(ids) = 0 then
         return;
       elsif current_setting('library.indexing', true) = 'later' then
         insert into search_queue select unnest(ids) on conflict do nothing;
       else
         perform search_index(array(select distinct unnest(ids)));
       end if;
     end $$`,
    ...triggers(),
    `create function search_books_truncate() returns trigger language plpgsql as $$
     begin
       truncate search_entries, search_facets, search_queue, search_unlearned;
       return null;
     end $$`,
    `create trigger search_books_truncate after truncate on books
     for each statement execute function search_books_truncate()`,
  ]
}
