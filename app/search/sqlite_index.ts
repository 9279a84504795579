import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { foldedLetters, foldForSearch } from '#search/folding'

const SLICE = 2_000
const MOST_LEARNED_SINGLY = 20_000
const WORD = /[\p{L}\p{N}\p{M}]+/gu

/** Words that are worth a correction, as SQL tells them. */
const WORTH_LEARNING = `length(term) between 3 and 24 and term not glob '*[_0-9]*'`

export async function fillFoldedLetters(client: QueryClientContract) {
  await client.rawQuery('delete from search_letters')
  await client.rawQuery(
    'insert into search_letters select value ->> 0, value ->> 1 from json_each(?)',
    [JSON.stringify(foldedLetters())]
  )
}

/**
 * Runs a change of very many books with their indexing put off to its end,
 * where each is indexed once. To be called with a transaction.
 */
export async function indexOnce<T>(client: QueryClientContract, change: () => Promise<T>) {
  await client.rawQuery(`update search_state set mode = 'queueing'`)
  const result = await change()
  await client.rawQuery(`update search_state set mode = 'live'`)
  await client.rawQuery(
    `insert into search_touched (book_id)
     select book_id from search_queue where ${IS_INDEXED} order by book_id`
  )
  await indexNewBooks(client)
  await client.rawQuery('delete from search_queue')
  return result
}

/** So many books are held in memory while they are indexed. */
const INDEXED_TOGETHER = 250

const IS_INDEXED = 'book_id in (select book_id from search_entries)'

/** What touching them would do, by a few statements for all books of the queue that have no entry yet. */
async function indexNewBooks(client: QueryClientContract) {
  await client.rawQuery('delete from search_queue where ' + IS_INDEXED)
  await client.rawQuery(`update search_state set mode = 'bulk'`)
  const [{ waiting }] = await client.rawQuery('select count(*) as waiting from search_queue')
  for (let from = 0; from < waiting; from += INDEXED_TOGETHER) {
    for (const kind of ['entries', 'words']) {
      await client.rawQuery(
        `insert into search_${kind}
         select * from search_${kind === 'entries' ? 'entry' : 'word'}_sources where book_id in (
           select book_id from search_queue order by book_id limit ? offset ?
         )`,
        [INDEXED_TOGETHER, from]
      )
    }
  }
  await client.rawQuery(
    `insert into search_facets (facet, books)
     select value, count(*) from search_queue join search_entries using (book_id),
       json_each('["' || replace(facets, ' ', '","') || '"]')
     where value glob '[gldv]_*' group by value
     on conflict (facet) do update set books = books + excluded.books`
  )
  await client.rawQuery('insert or ignore into search_unlearned select book_id from search_queue')
  await client.rawQuery(`update search_state set mode = 'live'`)
}

/**
 * Makes the index anew in slices, each a transaction of its own, so that a
 * running site can write between them. Until it is done, some books are not found.
 */
export async function rebuild(progress: (done: number, total: number) => void) {
  const [{ last }] = await db.rawQuery('select coalesce(max(id), 0) as last from books')
  await db.transaction(async (trx) => {
    await fillFoldedLetters(trx)
    await trx.rawQuery(`update search_state set mode = 'emptying'`)
    for (const table of ['words', 'entries', 'facets', 'queue', 'unlearned']) {
      await trx.rawQuery(`delete from search_${table}`)
    }
    for (const table of ['search_headings', 'search_texts']) {
      await trx.rawQuery(`insert into ${table} (${table}) values ('delete-all')`)
    }
    await trx.rawQuery(`update search_state set mode = 'live'`)
  })
  for (let from = 0; from < last; from += SLICE) {
    await db.rawQuery(
      `insert into search_touched (book_id)
       select id from books where id > ? and id <= ? order by id`,
      [from, from + SLICE]
    )
    progress(Math.min(from + SLICE, last), last)
  }
  await learnAll()
}

/** Brings the spelling list up to date; where very much changed, it is quicker made anew. */
export async function learn() {
  const [{ waiting }] = await db.rawQuery('select count(*) as waiting from search_unlearned')
  if (waiting > MOST_LEARNED_SINGLY) return learnAll()
  for (let learned = 0; learned < waiting; learned += SLICE) await learnChanged()
}

/** Makes the spelling list from the words of all headings. */
export async function learnAll() {
  await db.rawQuery('delete from search_unlearned')
  await db.rawQuery('delete from search_terms')
  await db.rawQuery('delete from search_misspellings')
  let after = ''
  for (;;) {
    const [{ last }] = await db.rawQuery(
      `select max(term) as last from (
         select term from search_vocabulary where term > ? order by term limit ?
       )`,
      [after, SLICE]
    )
    if (last === null) return
    await db.transaction(async (trx) => {
      await trx.rawQuery(
        `insert or replace into search_terms
         select term, doc from search_vocabulary where term > ? and term <= ? and ${WORTH_LEARNING}`,
        [after, last]
      )
      await learnMisspellings(trx, 'term > ? and term <= ?', [after, last])
    })
    after = last
  }
}

/** Adds the words of books that changed since, some thousand books at a time. */
export async function learnChanged() {
  const rows: { book_id: number; words: string | null }[] = await db.rawQuery(
    `select search_unlearned.book_id, title || ' ' || people || ' ' || subjects as words
     from search_unlearned left join search_words using (book_id) limit ?`,
    [SLICE]
  )
  if (rows.length === 0) return
  const counts = new Map<string, number>()
  for (const { words } of rows) {
    for (const word of new Set(foldForSearch(words ?? '').match(WORD))) {
      counts.set(word, (counts.get(word) ?? 0) + 1)
    }
  }
  await db.transaction(async (trx) => {
    await trx.rawQuery(
      `insert into search_terms (term, books)
       select value ->> 0 as term, value ->> 1 from json_each(?) where ${WORTH_LEARNING}
       on conflict (term) do update set books = books + excluded.books`,
      [JSON.stringify([...counts])]
    )
    await learnMisspellings(trx, 'term in (select value from json_each(?))', [
      JSON.stringify([...counts.keys()]),
    ])
    await trx.rawQuery(
      'delete from search_unlearned where book_id in (select value from json_each(?))',
      [JSON.stringify(rows.map((row) => row.book_id))]
    )
  })
}

/** Notes each of the terms under itself, and under itself less any one letter. */
async function learnMisspellings(client: QueryClientContract, which: string, bindings: string[]) {
  await client.rawQuery(
    `insert or ignore into search_misspellings (misspelling, term)
     select substr(term, 1, number - 1) || substr(term, number + 1), term
     from search_terms, search_numbers
     where number <= length(term) + 1 and ${which}`,
    bindings
  )
}
