import type { Session } from '@adonisjs/session'
import Book from '#models/book'
import Notice from '#models/notice'
import { forgetSearch, recentSearches } from '#visitor/recent_searches'
import { Acknowledgements } from '#visitor/acknowledgements'
import { isNumber } from '#visitor/forms'
import { lastVisit } from '#visitor/news'
import { Preferences } from '#visitor/preferences'
import { ReadingList } from '#visitor/reading_list'
import { RecentBooks } from '#visitor/recent_books'

/** What the site remembers of a visitor, and under which keys of the session. */
const KINDS = {
  visits: ['visits', 'last_visit'],
  preferences: ['preferences'],
  notices: ['notices'],
  // An older program kept the lists that searches led to
  searches: ['recent_searches', 'trails'],
  books: ['recent_books'],
  list: ['reading_list'],
}

const SWITCHES = ['books_paused', 'recent_searches_off']

export type MemoryKind = keyof typeof KINDS

export function isKind(value: string): value is MemoryKind {
  return Object.hasOwn(KINDS, value)
}

/** What the session remembers, without what it keeps for its own working. */
export function remembered(session: Session) {
  const own = [session.flashKey, 'testCookie', 'auth_web', 'desk']
  return Object.fromEntries(Object.entries(session.all()).filter(([key]) => !own.includes(key)))
}

/**
 * The same for people who read a language: records in place of numbers, and under `others` what has
 * no kind.
 */
export async function recall(session: Session, language: string) {
  const recent = new RecentBooks(session)
  const values = remembered(session)
  const known = [...Object.values(KINDS).flat(), ...SWITCHES]
  return {
    isEmpty: Object.keys(values).length === 0,
    visits: visitsOf(session),
    lastVisit: lastVisit(session)?.at,
    preferences: new Preferences(session).chosen,
    notices: new Acknowledgements(session).describe(await Notice.current(), language),
    searches: recentSearches(session),
    books: await Book.inOrder(recent.ids),
    booksPaused: recent.isPaused,
    listSize: new ReadingList(session).size,
    others: Object.fromEntries(Object.entries(values).filter(([key]) => !known.includes(key))),
  }
}

function visitsOf(session: Session) {
  const visits: unknown = session.get('visits')
  return isNumber(visits) ? visits : 0
}

/** Counts a visit of the home page, and tells how many there were before. */
export function countVisit(session: Session) {
  const before = visitsOf(session)
  if (!isNumber(session.get('visits'))) session.forget('visits')
  session.increment('visits')
  return before
}

/** Forgets all of a kind, or of it the one entry that is named. */
export function forget(session: Session, kind: MemoryKind, entry?: string) {
  if (kind === 'searches' && entry !== undefined) return forgetSearch(session, entry)

  for (const key of KINDS[kind]) {
    session.forget(entry === undefined ? key : `${key}.${entry}`)
    if (Object.keys(session.get(key, {})).length === 0) session.forget(key)
  }
}
