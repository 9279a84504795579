import { MOST_COUNTED } from '#search/bounds'
import db from '@adonisjs/lucid/services/db'
import { type Found, facetsOf, type Order, type Request } from '#search/engine'
import { foundIn, ORDERS } from '#search/sqlite_results'

const MOST_GENRES = 12

/** Finds books by their facets alone; all books where there are none. */
export async function browse(request: Request): Promise<Found> {
  const { filters, order, facets, offset, limit } = request
  const wanted = facetsOf(filters)
  if (wanted.length === 0) return browseAll(request)
  const [row] = await db.rawQuery(
    `with hits as materialized (
       select rowid as id from search_headings where search_headings match :match limit :most
     ),
     looked_at as materialized (
       select search_entries.* from (select id from hits limit :ranks) as best
       cross join search_entries on book_id = best.id
     )
     select
       (select count(*) from hits) as total,
       (select json_group_array(book_id) from (
         select book_id from looked_at order by ${ORDERS[order]} limit :limit offset :offset
       )) as ids,
       ${facets ? `(select group_concat(facets, ' ') from looked_at)` : 'null'} as facets`,
    {
      match: wanted.map((facet) => `"${facet}"`).join(' AND '),
      most: MOST_COUNTED + 1,
      ranks: MOST_COUNTED,
      limit,
      offset,
    }
  )
  const found = foundIn(row, MOST_COUNTED)
  return found.more ? { ...found, ...(await walk(request, wanted)) } : found
}

/** Where very many books have the facets, the list is read along the index of its order. */
async function walk({ order, offset, limit }: Request, wanted: string[]) {
  const tables =
    order === 'author'
      ? 'search_entries cross join books on books.id = book_id'
      : 'books cross join search_entries on book_id = books.id'
  const has = wanted.map((_, index) => `instr(' ' || facets || ' ', :facet${index})`)
  const [row] = await db.rawQuery(
    `select
       (select json_group_array(id) from (
         select books.id from ${tables} where ${has.join(' and ')}
         order by ${indexOrderOf(order, false)} limit :limit offset :offset
       )) as ids,
       (select books from search_facets where facet = :only) as total`,
    {
      ...Object.fromEntries(wanted.map((facet, index) => [`facet${index}`, ` ${facet} `])),
      only: wanted.length === 1 ? wanted[0] : '',
      limit: Math.min(limit, Math.max(0, MOST_COUNTED - offset)),
      offset,
    }
  )
  return {
    ids: JSON.parse(row.ids) as number[],
    ...(row.total === null ? {} : { total: row.total as number, more: false }),
  }
}

/** All books: read along an index, from whichever end is nearer. */
async function browseAll({ order, facets, offset, limit }: Request): Promise<Found> {
  const [{ count: total }] = await db.rawQuery(
    `select count from record_counts where name = 'books'`
  )
  const size = Math.max(0, Math.min(limit, total - offset))
  const backwards = offset > total / 2
  const [row] = await db.rawQuery(
    `select
       (select json_group_array(id) from (
         select ${order === 'author' ? 'book_id as id from search_entries' : 'id from books'}
         order by ${indexOrderOf(order, backwards)} limit :size offset :skipped
       )) as ids,
       ${facets ? `(${FACETS_OF_ALL})` : `'{}'`} as facets`,
    { size, skipped: backwards ? Math.max(0, total - offset - size) : offset }
  )
  const ids: number[] = JSON.parse(row.ids)
  return {
    total,
    more: false,
    reachable: total,
    ids: backwards ? ids.reverse() : ids,
    facets: new Map(Object.entries(JSON.parse(row.facets))),
    facetsPartial: false,
  }
}

const FACETS_OF_ALL = `
  select json_group_object(facet, books) from (
    select * from (
      select * from search_facets where facet glob 'g_*' order by books desc limit ${MOST_GENRES}
    )
    union all
    select * from search_facets where facet glob 'l_*' or facet glob 'd_*' or facet = 'v_1'
  ) where books > 0`

/** The order of an index, so that a list is read along it without sorting. */
function indexOrderOf(order: Order, backwards: boolean) {
  const [up, down] = backwards ? ['desc', 'asc'] : ['asc', 'desc']
  if (order === 'author') return `people_key ${up}, title_key ${up}, book_id ${up}`
  if (order === 'newest') return `books.created_at ${down}, books.id ${down}`
  if (order === 'year') return `books.year ${down}, books.id ${down}`
  return `books.sort_key ${up}, books.id ${up}`
}
