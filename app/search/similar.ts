import Book from '#models/book'
import { refreshBriefly } from '#search/book_index'
import { ALIKE, MOST_ALIKE, MOST_SHARED, RARE } from '#search/bounds'
import { dialect } from '#search/dialect'
import { hasFacet, matchOfFacets } from '#search/matching'

/** The six books that share most with this one. */
export async function similarBooks({ id: bookId }: Book) {
  await refreshBriefly()
  const [entry] = await dialect.ask<{ facets: string; is_rare: boolean | number }>(
    `select facets, exists (
       select 1 from books join search_facets on facet = 'l_' || lower(language_code)
       where id = book_id and search_facets.books <= ${RARE}
     ) as is_rare
     from search_entries where book_id = :book`,
    { book: bookId }
  )
  const facets = entry?.facets.split(' ') ?? []
  const of = (kind: string) =>
    facets.filter((facet) => facet.startsWith(kind)).slice(0, MOST_SHARED)
  const matches = [
    matchOfFacets(of('a_'), dialect.or),
    entry?.is_rare ? matchOfFacets([...of('g_'), ...of('l_')]) : '',
    matchOfFacets(of('g_')),
    matchOfFacets(of('g_'), dialect.or),
  ].filter(Boolean)
  if (matches.length === 0) return []

  const shared = Object.keys(ALIKE).flatMap((kind) => of(`${kind}_`))
  const score = shared.map(
    (facet, index) => `case when ${hasFacet(`:facet${index}`)} then ${ALIKE[facet[0]]} else 0 end`
  )
  const sources = matches.map(
    (_, index) =>
      `select * from (${dialect.inHeadings(`:match${index}`)} limit ${MOST_ALIKE}) as alike`
  )
  const rows = await dialect.ask<{ book_id: number }>(
    `select book_id from search_entries
     where book_id in (${sources.join(' union ')}) and book_id <> :book
     order by ${score.join(' + ')} + ln(1 + copies) / 2 desc, abs(book_id - :book)
     limit 0 + :limit`,
    {
      ...Object.fromEntries(matches.map((match, index) => [`match${index}`, match])),
      ...Object.fromEntries(shared.map((facet, index) => [`facet${index}`, ` ${facet} `])),
      book: bookId,
      limit: 6,
    }
  )
  const ids = rows.map((row) => row.book_id)
  return Book.inOrder(ids, { briefly: true })
}
