import db from '@adonisjs/lucid/services/db'

/** The tables of the index, each with the view that it is made of. */
const SOURCES =
  db.connection().dialect.name === 'postgres'
    ? { search_entries: 'search_entry_sources' }
    : { search_entries: 'search_entry_sources', search_words: 'search_word_sources' }

/** Fails where the search index is not what it would be if it were made anew. */
export async function checkIndex() {
  const isPostgres = db.connection().dialect.name === 'postgres'
  for (const [index, sources] of Object.entries(SOURCES)) {
    for (const [some, others] of [
      [index, sources],
      [sources, index],
    ]) {
      await expectNone(
        `select book_id from (select * from ${some} except select * from ${others}) as wrong`
      )
    }
  }
  const facets = isPostgres
    ? 'select facet, count(*)::integer from search_entries, unnest(facets) as facet'
    : `select value as facet, count(*) from search_entries,
         json_each('["' || replace(facets, ' ', '","') || '"]')`
  const counted = `${facets} group by facet`
  await expectNone(
    `select facet from (
       select facet, books from search_facets where books > 0 except ${counted}
     ) as wrong`
  )
  if (isPostgres) return
  for (const table of ['search_headings', 'search_texts']) {
    await db.rawQuery(`insert into ${table} (${table}, rank) values ('integrity-check', 1)`)
  }
}

async function expectNone(sql: string) {
  const result = await db.rawQuery(sql)
  const rows = result.rows ?? result
  if (rows.length > 0) throw new Error(`the index is wrong about ${JSON.stringify(rows)}`)
}
