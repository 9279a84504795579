import { MOST_COUNTED } from '#search/bounds'
import type { Found, Order } from '#search/engine'

/** SQL that puts entries in order. */
export const ORDERS: Record<Order, string> = {
  relevance: 'title_key, book_id',
  title: 'title_key, book_id',
  author: 'people_key, title_key, book_id',
  newest: '(select created_at from books where id = book_id) desc, book_id desc',
  year: '(select year from books where id = book_id) desc nulls last, book_id desc',
}

/** SQL that counts the facets of the entries of a table, as one JSON object. */
export function countFacetsOf(table: string) {
  return `(
    select json_object_agg(facet, books) from (
      select facet, count(*) as books from ${table}, unnest(facets) as facet group by facet
    ) as counted
  )`
}

export interface Row {
  total: number
  ids: number[]
  /** How many of the books that were looked at have each facet. */
  facets: Record<string, number> | null
}

/** @param reachable How many books were looked at, at most. */
export function foundIn(row: Row, reachable: number): Found {
  return {
    total: Math.min(row.total, MOST_COUNTED),
    more: row.total > MOST_COUNTED,
    reachable: Math.min(row.total, reachable),
    ids: row.ids,
    facets: new Map(Object.entries(row.facets ?? {})),
    facetsPartial: row.total > reachable,
  }
}
