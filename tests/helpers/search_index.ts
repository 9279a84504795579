import { isDeepStrictEqual } from 'node:util'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { rebuildIndex, refresh } from '#search/book_index'
import { run } from '#sql/statement'

const isPostgres = db.connection().dialect.name === 'postgres'

/** What there is in the index; words that were of books once, and are of none now, do not count. */
const CONTENT: Record<string, string> = {
  search_changes: 'select book_id, book_id as noted from search_changes',
  search_entries: 'select * from search_entries',
  ...(!isPostgres && { search_words: 'select * from search_words' }),
  search_facets: 'select * from search_facets where books <> 0',
  search_terms: 'select * from search_terms where books <> 0',
  search_misspellings: `
    select misspelling, term from search_misspellings join search_terms using (term)
    where books <> 0`,
}

/** All rows of the index, by table. */
export async function contentOfIndex(client: QueryClientContract) {
  const content: Record<string, unknown[]> = {}
  for (const [table, rows] of Object.entries(CONTENT)) {
    content[table] = await run(client, `select * from (${rows}) as content order by 1, 2`)
  }
  return content
}

/** Fails where the search index, once it is up to date, is not what it is when it is made anew. */
export async function checkIndex() {
  const client = db.connection()
  await refresh(client)
  if (!isPostgres) {
    for (const table of ['search_headings', 'search_texts']) {
      await db.rawQuery(`insert into ${table} (${table}, rank) values ('integrity-check', 1)`)
    }
  }
  const kept = await contentOfIndex(client)
  await rebuildIndex(client)
  const anew = await contentOfIndex(client)
  for (const [table, rows] of Object.entries(anew)) {
    if (isDeepStrictEqual(kept[table], rows)) continue
    const wrong = kept[table].filter((row) => !rows.some((other) => isDeepStrictEqual(row, other)))
    const rest = `${kept[table].length} rows in place of ${rows.length}`
    throw new Error(`${table} is wrong about ${JSON.stringify(wrong.slice(0, 5))}: ${rest}`)
  }
}
