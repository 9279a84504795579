import type { Session } from '@adonisjs/session'
import { ShownBook } from '#models/shown_book'
import { now } from '#clock'
import { isCount, isMoment, isRecord } from '#visitor/forms'
import { ReadingList } from '#visitor/reading_list'

const KEY = 'last_visit'
const MOST = 12

/** Until a visitor was away for so long, in milliseconds, news stays news. */
const AWAY = 30 * 60_000

/** A moment, in milliseconds since 1970, and the last book that was listed then. */
interface Mark {
  at: number
  newest: number
}

interface LastVisit extends Mark {
  /** Since when things are news in this visit. */
  since: Mark
}

export function lastVisit(session: Session) {
  const kept: unknown = session.get(KEY)
  return isLastVisit(kept) ? kept : undefined
}

/**
 * Books listed since the last visit, at most 12, and books of the reading list that came back.
 * Marks this moment as the visit to count from. `newest` is the id of the last listed; 0 for none.
 */
export async function takeNews(session: Session, newest: number) {
  const last = lastVisit(session)
  const mark = { at: now(), newest }
  const isNewVisit = last !== undefined && mark.at - last.at > AWAY
  const since = last ? (isNewVisit ? { at: last.at, newest: last.newest } : last.since) : mark
  session.put(KEY, { ...mark, since })

  return {
    listed: mark.newest > since.newest ? await ShownBook.newest(MOST, since.newest) : [],
    back: await ShownBook.inOrder(await new ReadingList(session).comeBack({ isNewVisit })),
  }
}

function isLastVisit(value: unknown): value is LastVisit {
  const mark = { at: isMoment, newest: isCount }
  return isRecord<LastVisit>(value, { ...mark, since: (since) => isRecord<Mark>(since, mark) })
}
