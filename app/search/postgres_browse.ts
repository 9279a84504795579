import { MOST_COUNTED } from '#search/bounds'
import db from '@adonisjs/lucid/services/db'
import { type Found, facetsOf, type Order, type Request } from '#search/engine'
import { arrayOf } from '#search/postgres_match'
import { countFacetsOf, foundIn, ORDERS } from '#search/postgres_results'

const MOST_GENRES = 12

/** Finds books by their facets alone; all books where there are none. */
export async function browse(request: Request): Promise<Found> {
  const { filters, order, facets, offset, limit } = request
  const wanted = facetsOf(filters)
  if (wanted.length === 0) return browseAll(request)
  const {
    rows: [row],
  } = await db.rawQuery(
    `with hits as materialized (
       select * from search_entries where facets @> cast(:wanted as text[]) limit :most
     ),
     looked_at as materialized (select * from hits limit :ranks)
     select
       (select count(*) from hits)::integer as total,
       array(
         select book_id from looked_at order by ${ORDERS[order]} limit :limit offset :offset
       ) as ids,
       ${facets ? countFacetsOf('looked_at') : 'null'} as facets`,
    { wanted: arrayOf(wanted), most: MOST_COUNTED + 1, ranks: MOST_COUNTED, limit, offset }
  )
  const found = foundIn(row, MOST_COUNTED)
  return found.more ? { ...found, ...(await walk(request, wanted)) } : found
}

/** Where very many books have the facets, the list is read along the index of its order. */
async function walk({ order, offset, limit }: Request, wanted: string[]) {
  const {
    rows: [row],
  } = await db.rawQuery(
    `select
       array(
         select books.id from books join search_entries on book_id = books.id
         where facets @> cast(:wanted as text[])
         order by ${indexOrderOf(order, false)} limit :limit offset :offset
       ) as ids,
       (select books from search_facets where facet = :only) as total`,
    {
      wanted: arrayOf(wanted),
      only: wanted.length === 1 ? wanted[0] : '',
      limit: Math.min(limit, Math.max(0, MOST_COUNTED - offset)),
      offset,
    }
  )
  return {
    ids: row.ids as number[],
    ...(row.total === null ? {} : { total: row.total as number, more: false }),
  }
}

/** All books: read along an index, from whichever end is nearer. */
async function browseAll({ order, facets, offset, limit }: Request): Promise<Found> {
  const {
    rows: [{ count: total }],
  } = await db.rawQuery(`select count from record_counts where name = 'books'`)
  const size = Math.max(0, Math.min(limit, total - offset))
  const backwards = offset > total / 2
  const {
    rows: [row],
  } = await db.rawQuery(
    `select
       array(
         select ${order === 'author' ? 'book_id as id from search_entries' : 'id from books'}
         order by ${indexOrderOf(order, backwards)} limit :size offset :skipped
       ) as ids,
       ${facets ? `(${FACETS_OF_ALL})` : 'null'} as facets`,
    { size, skipped: backwards ? Math.max(0, total - offset - size) : offset }
  )
  return {
    total,
    more: false,
    reachable: total,
    ids: backwards ? row.ids.reverse() : row.ids,
    facets: new Map(Object.entries(row.facets ?? {})),
    facetsPartial: false,
  }
}

const FACETS_OF_ALL = `
  select json_object_agg(facet, books) from (
    (select * from search_facets where facet like 'g\\_%' order by books desc limit ${MOST_GENRES})
    union all
    select * from search_facets where facet like 'l\\_%' or facet like 'd\\_%' or facet = 'v_1'
  ) as counted where books > 0`

/** The order of an index, so that a list is read along it without sorting. */
function indexOrderOf(order: Order, backwards: boolean) {
  const [up, down] = backwards ? ['desc', 'asc'] : ['asc', 'desc']
  if (order === 'author') return `people_key ${up}, title_key ${up}, book_id ${up}`
  if (order === 'newest') return `books.created_at ${down}, books.id ${down}`
  if (order === 'year') {
    return `books.year ${down} nulls ${backwards ? 'first' : 'last'}, books.id ${down}`
  }
  return `books.sort_key ${up}, books.id ${up}`
}
