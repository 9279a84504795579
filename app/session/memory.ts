import type { Session } from '@adonisjs/session'
import Book from '#models/book'
import Notice from '#models/notice'
import { recentSearches } from '#search/recent_searches'
import { Acknowledgements } from '#session/acknowledgements'
import { Preferences } from '#session/preferences'
import { ReadingList } from '#session/reading_list'
import { RecentBooks } from '#session/recent_books'

/** The kinds of things that the site remembers of a visitor, and under which keys of the session. */
const KINDS = {
  visits: ['visits', 'last_visit'],
  preferences: ['preferences'],
  notices: ['notices'],
  searches: ['recent_searches'],
  books: ['recent_books'],
  list: ['reading_list'],
  trails: ['trails'],
}

/** What a visitor switched off. */
const SWITCHES = ['books_paused', 'recent_searches_off']

export type Kind = keyof typeof KINDS

export function isKind(value: string): value is Kind {
  return Object.hasOwn(KINDS, value)
}

/** What the session remembers, without what it keeps for its own working. */
export function remembered(session: Session) {
  const own = [session.flashKey, 'testCookie']
  return Object.fromEntries(Object.entries(session.all()).filter(([key]) => !own.includes(key)))
}

/** The same for people: records in place of numbers, and under `others` what has no kind. */
export async function recall(session: Session) {
  const recent = new RecentBooks(session)
  const values = remembered(session)
  const known = [...Object.values(KINDS).flat(), ...SWITCHES]
  return {
    isEmpty: Object.keys(values).length === 0,
    visits: session.get('visits', 0),
    lastVisit: session.get('last_visit.at'),
    preferences: new Preferences(session).chosen,
    notices: new Acknowledgements(session).describe(await Notice.current()),
    searches: recentSearches(session),
    trails: (session.get('trails', []) as { address: string }[]).map(({ address }) => address),
    books: await Book.inOrder(recent.ids),
    booksPaused: recent.isPaused,
    listSize: new ReadingList(session).size,
    others: Object.fromEntries(Object.entries(values).filter(([key]) => !known.includes(key))),
  }
}

/** Forgets all of a kind, or of it the one entry that is named. */
export function forget(session: Session, kind: Kind, entry?: string) {
  for (const key of KINDS[kind]) {
    const value: unknown = session.get(key)
    if (entry === undefined) {
      session.forget(key)
    } else if (Array.isArray(value)) {
      putOrForget(
        session,
        key,
        value.filter((item) => item !== entry)
      )
    } else if (isRecord(value) && Object.hasOwn(value, entry)) {
      const { [entry]: forgotten, ...others } = value
      putOrForget(session, key, others)
    }
  }
}

function putOrForget(session: Session, key: string, value: object) {
  if (Object.keys(value).length === 0) session.forget(key)
  else session.put(key, value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
