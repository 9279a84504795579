import type { HttpContext } from '@adonisjs/core/http'

type Session = HttpContext['session']

const MOST_KEPT = 15

/** What the visitor searched for of late, the last first; null where the visitor switched this off. */
export function recentSearches(session: Session): string[] | null {
  return session.get('recent_searches_off') ? null : session.get('recent_searches', [])
}

export function rememberSearch(session: Session, text: string) {
  const searches = recentSearches(session)
  if (searches === null || text === '' || searches[0] === text) return
  const others = searches.filter((other) => other.toLowerCase() !== text.toLowerCase())
  session.put('recent_searches', [text, ...others].slice(0, MOST_KEPT))
}

export function forgetSearches(session: Session) {
  session.forget('recent_searches')
}

/** Switching off also forgets what was remembered. */
export function keepSearches(session: Session, keep: boolean) {
  if (keep) {
    session.forget('recent_searches_off')
  } else {
    session.put('recent_searches_off', true)
    forgetSearches(session)
  }
}
