import { hash } from 'node:crypto'
import type { Session } from '@adonisjs/session'
import { now } from '#clock'
import { entriesOf, isNumber, isRecord, isText } from '#visitor/forms'

/** Each is a key of its own, so that two tabs can search at the same time. */
interface Search {
  text: string
  at: number
}

const KEY = 'recent_searches'
const OFF = 'recent_searches_off'
const MOST_KEPT = 15

/** The last first; null where the visitor switched this off. */
export function recentSearches(session: Session): string[] | null {
  return session.get(OFF) ? null : keptSearches(session).map(({ text }) => text)
}

export function rememberSearch(session: Session, text: string) {
  // the one that was made while it was switched off goes too
  if (session.get(OFF)) return forgetSearches(session)

  const searches = keptSearches(session)
  const latest = searches.at(0)
  if (text === '' || latest?.text === text) return
  const others = searches.filter((other) => nameOf(other.text) !== nameOf(text))
  const search = { text, at: Math.max(now(), (latest?.at ?? 0) + 1) }
  keep(session, [search, ...others].slice(0, MOST_KEPT))
}

export function forgetSearch(session: Session, text: string) {
  keep(
    session,
    keptSearches(session).filter((other) => other.text !== text)
  )
}

export function forgetSearches(session: Session) {
  session.forget(KEY)
}

/** Switching off also forgets what was remembered. */
export function keepSearches(session: Session, keepThem: boolean) {
  if (keepThem) {
    session.forget(OFF)
  } else {
    session.put(OFF, true)
    forgetSearches(session)
  }
}

/** The last first. An older program kept a list of texts. */
export function keptSearches(session: Session): Search[] {
  return entriesOf(session, KEY, (value) => isText(value) || isSearch(value))
    .map(([, search]) => (isText(search) ? { text: search, at: 0 } : search))
    .toSorted((a, b) => b.at - a.at)
}

function isSearch(value: unknown): value is Search {
  return isRecord<Search>(value, { text: isText, at: isNumber })
}

function keep(session: Session, searches: Search[]) {
  if (searches.length === 0) return forgetSearches(session)
  session.put(KEY, Object.fromEntries(searches.map((search) => [nameOf(search.text), search])))
}

/** A name for the text, in which capitals make no difference. */
function nameOf(text: string) {
  return hash('sha256', text.toLowerCase(), 'base64url').slice(0, 8)
}
