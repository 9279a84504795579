import { createHash } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { parse } from 'node:querystring'
import { isDeepStrictEqual } from 'node:util'
import Book from '#models/book'
import type { BookList } from '#search/book_list'
import { searchBooks } from '#search/search'
import { now } from '#clock'
import { entriesOf, isCount, isNumber, isRecord, isText } from '#visitor/forms'
import { Preferences } from '#visitor/preferences'
import { readBookSearch, toBooksAddress } from '#search/address'

type Session = HttpContext['session']

/**
 * A list of books that a visitor came from: some of its books, in order. Each is
 * a key of its own, so that two tabs can leave one at the same time.
 */
interface Trail {
  id: string
  address: string
  /** Where in the whole list the ids begin. */
  from: number
  ids: number[]
  total: number
  /** When it was left or followed; an older program did not say. */
  at?: number
}

const KEY = 'trails'
const MOST_TRAILS = 5
const EITHER_SIDE = 50

/**
 * Remembers the list, and returns the name by which its books' links lead back
 * to it, so that lists in several tabs keep apart. Null for the plain list of all books.
 */
export function leaveTrail(session: Session, { search, result, from }: BookList) {
  const address = toBooksAddress({ ...search, page: 1 })
  if (!address.includes('?') || result.ids.length === 0) return null
  const id = createHash('sha256').update(address).digest('base64url').slice(0, 8)
  keep(session, { id, address, from, ids: result.ids, total: result.reachable })
  return id
}

/** The addresses of the lists, the latest first. */
export function trailAddresses(session: Session) {
  return trailsOf(session).map(({ address }) => address)
}

/** The books before and after this one on the trail, and the page of the list that it is on. */
export async function followTrail(session: Session, id: unknown, bookId: number) {
  let trail = trailsOf(session).find((each) => each.id === id)
  let index = trail ? trail.ids.indexOf(bookId) : -1
  if (!trail || index < 0) return null

  const atEdge = (index === 0 && trail.from > 0) || index === trail.ids.length - 1
  if (atEdge && trail.from + index + 1 < trail.total) {
    trail = await lookAround(trail, trail.from + index)
    index = trail.ids.indexOf(bookId)
    if (index < 0) return null
    keep(session, trail)
  }
  const search = await readBookSearch(
    parse(trail.address.split('?')[1]),
    new Preferences(session).ofLists
  )
  const place = trail.from + index
  const neighbours = await Book.query().whereIn('id', [
    trail.ids[index - 1] ?? 0,
    trail.ids[index + 1] ?? 0,
  ])
  const neighbour = (at: number) => neighbours.find((book) => book.id === trail.ids[at])
  return {
    id: trail.id,
    place: place + 1,
    total: trail.total,
    previous: neighbour(index - 1),
    next: neighbour(index + 1),
    text: search.text,
    address: toBooksAddress({ ...search, page: Math.floor(place / search.perPage) + 1 }),
  }
}

async function lookAround(trail: Trail, place: number): Promise<Trail> {
  const { text, filters, order } = await readBookSearch(parse(trail.address.split('?')[1]))
  const from = Math.max(0, place - EITHER_SIDE)
  const { ids, reachable } = await searchBooks({
    text,
    filters,
    order,
    facets: false,
    offset: from,
    limit: place - from + EITHER_SIDE,
  })
  return { ...trail, from, ids, total: reachable }
}

function trailsOf(session: Session) {
  return entriesOf(session, KEY, isTrail)
    .map(([, trail]) => trail)
    .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0))
}

function isTrail(value: unknown): value is Trail {
  const isMomentOrNone = (at: unknown) => at === undefined || isNumber(at)
  return isRecord<Trail>(value, {
    id: isText,
    address: isText,
    from: isCount,
    ids: (ids) => Array.isArray(ids) && ids.every(isCount),
    total: isCount,
    at: isMomentOrNone,
  })
}

function keep(session: Session, trail: Trail) {
  const trails = trailsOf(session)
  const latest = trails.at(0)
  if (latest && isDeepStrictEqual(latest, { ...trail, at: latest.at })) return

  const others = trails.filter((each) => each.id !== trail.id)
  const at = Math.max(now(), (latest?.at ?? 0) + 1)
  const kept = [{ ...trail, at }, ...others].slice(0, MOST_TRAILS)
  session.put(KEY, Object.fromEntries(kept.map((each) => [each.id, each])))
}
