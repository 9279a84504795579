import type { ModelObject } from '@adonisjs/lucid/types/model'
import db from '@adonisjs/lucid/services/db'
import { ofList, ShownBook } from '#models/shown_book'
import { ALIKE, MOST_ALIKE, MOST_SHARED, RARE } from '#search/bounds'
import { dialect } from '#search/dialect'
import { hasFacet, matchOfFacets } from '#search/matching'

/** The six books that share most with this one. */
export async function similarBooks(book: ShownBook) {
  const { authors, genres, language_code: code } = book.row
  const facetsOf = (kind: string, records: ModelObject[]) =>
    records.slice(0, MOST_SHARED).map(({ id }) => `${kind}_${id}`)
  const [byAuthors, byGenres] = [facetsOf('a', authors), facetsOf('g', genres)]
  const byLanguage = code ? [`l_${code.toLowerCase()}`] : []

  const ifRare = `case when exists (
    select 1 from search_facets where facet = :language and books <= ${RARE}
  ) then ${MOST_ALIKE} else 0 end`
  const sources = [
    { match: matchOfFacets(byAuthors, dialect.or) },
    ...byLanguage.map((each) => ({ match: matchOfFacets([...byGenres, each]), limit: ifRare })),
    { match: matchOfFacets(byGenres) },
    { match: matchOfFacets(byGenres, dialect.or) },
  ].filter((source): source is { match: string; limit?: string } => source.match !== '')
  if (sources.length === 0) return []

  const shared = [...byAuthors, ...byGenres, ...byLanguage]
  const score = shared.map(
    (facet, index) => `case when ${hasFacet(`:facet${index}`)} then ${ALIKE[facet[0]]} else 0 end`
  )
  const looked = sources.map(
    ({ limit = MOST_ALIKE }, index) =>
      `select * from (${dialect.inHeadings(`:match${index}`)} limit ${limit}) as alike`
  )
  const rows = await dialect.ask<ShownBook>(
    `with best as (
       select book_id, ${score.join(' + ')} + ln(1 + copies) / 2 as score from search_entries
       where book_id in (${looked.join(' union ')}) and book_id <> :book
       order by score desc, abs(book_id - :book)
       limit 0 + :limit
     )
     select id, ${ofList(db.connection())} as text from best join books on id = book_id
     order by score desc, abs(id - :book)`,
    {
      ...Object.fromEntries(sources.map(({ match }, index) => [`match${index}`, match])),
      ...Object.fromEntries(shared.map((facet, index) => [`facet${index}`, ` ${facet} `])),
      ...(byLanguage.length > 0 && { language: byLanguage[0] }),
      book: book.id,
      limit: 6,
    }
  )
  return rows.map(({ id, text }) => new ShownBook(id, text))
}
