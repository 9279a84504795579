import { MOST_COUNTED } from '#search/bounds'
import type { Found, Order } from '#search/engine'

/** SQL that puts entries in order. */
export const ORDERS: Record<Order, string> = {
  relevance: 'title_key, book_id',
  title: 'title_key, book_id',
  author: 'people_key, title_key, book_id',
  newest: '(select created_at from books where id = book_id) desc, book_id desc',
  year: '(select year from books where id = book_id) desc, book_id desc',
}

export interface Row {
  total: number
  /** A JSON list. */
  ids: string
  /** The facets of all books that were looked at. */
  facets: string | null
}

/** @param reachable How many books were looked at, at most. */
export function foundIn(row: Row, reachable: number): Found {
  return {
    total: Math.min(row.total, MOST_COUNTED),
    more: row.total > MOST_COUNTED,
    reachable: Math.min(row.total, reachable),
    ids: JSON.parse(row.ids),
    facets: countFacets(row.facets ?? ''),
    facetsPartial: row.total > reachable,
  }
}

/** @param facets Those of some books, between spaces. */
export function countFacets(facets: string) {
  const counts = new Map<string, number>()
  for (const facet of facets.split(' ')) {
    if (facet) counts.set(facet, (counts.get(facet) ?? 0) + 1)
  }
  return counts
}
