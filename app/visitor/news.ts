import type { Session } from '@adonisjs/session'
import Book from '#models/book'
import { now } from '#clock'
import { isCount, isMoment, isRecord } from '#visitor/forms'
import { ReadingList } from '#visitor/reading_list'

const KEY = 'last_visit'
const MOST = 12

/** After how long away the visitor comes to a new visit: until then, news stays news. */
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

/** The visitor's last visit of the home page, if the session knows of one. */
export function lastVisit(session: Session) {
  const kept: unknown = session.get(KEY)
  return isLastVisit(kept) ? kept : undefined
}

/**
 * What is new to this visitor: books that were listed since the last visit, at
 * most 12, and books of the reading list that are on the shelf again. Marks
 * this moment as the visit to count from.
 *
 * @param newest The id of the book that was listed last; 0 where there is none.
 */
export async function takeNews(session: Session, newest: number) {
  const last = lastVisit(session)
  const mark = { at: now(), newest }
  const isNewVisit = last !== undefined && mark.at - last.at > AWAY
  const since = last ? (isNewVisit ? { at: last.at, newest: last.newest } : last.since) : mark
  session.put(KEY, { ...mark, since })

  return {
    listed: mark.newest > since.newest ? await listedAfter(since.newest) : [],
    back: await Book.inOrder(await new ReadingList(session).comeBack({ isNewVisit })),
  }
}

function isLastVisit(value: unknown): value is LastVisit {
  const mark = { at: isMoment, newest: isCount }
  return isRecord<LastVisit>(value, { ...mark, since: (since) => isRecord<Mark>(since, mark) })
}

async function listedAfter(id: number) {
  return Book.query()
    .where('id', '>', id)
    .apply((scopes) => scopes.newest())
    .preload('authors')
    .preload('genres')
    .limit(MOST)
}
