import type { Session } from '@adonisjs/session'
import { DateTime } from 'luxon'
import { now } from '#clock'
import { appUrl } from '#config/app'
import type Book from '#models/book'
import { isMoment } from '#visitor/forms'
import { recall, remembered } from '#visitor/memory'
import { CHOICES, LABELS } from '#visitor/preferences'
import { ReadingList } from '#visitor/reading_list'
import { RecentBooks } from '#visitor/recent_books'
import { keptSearches } from '#visitor/recent_searches'

/** All that is remembered, for whoever it is about: in words, and then as the session has it. */
export async function describeVisit(session: Session) {
  const memory = await recall(session)
  const opened = new Map(new RecentBooks(session).moments)
  const list = await new ReadingList(session).books()
  return {
    about:
      'Everything that the Local Library remembers about this browser. It knows you only by a number in a cookie, not by your name or address.',
    written: toTime(now()),
    began: session.began && toTime(session.began.getTime()),
    until: session.fresh ? null : toTime(session.expiryDate().getTime()),
    visits: {
      about: 'How often you opened the home page, and when you did so last.',
      times: memory.visits,
      last: toTime(memory.lastVisit),
    },
    reading_list: {
      about: 'The books on your reading list, in your own order.',
      books: list.map(toEntry),
    },
    books_looked_at: {
      about: 'The books whose pages you opened last, the latest first.',
      paused: memory.booksPaused,
      books: memory.books.map((book) => ({
        ...toEntry(book),
        opened: toTime(opened.get(book.id)),
      })),
    },
    searches: {
      about: 'What you searched for, the latest first.',
      switched_off: memory.searches === null,
      searches: keptSearches(session).map(({ text, at }) => ({ words: text, made: toTime(at) })),
    },
    preferences: {
      about: 'What you chose for yourself. Everything else has its usual setting.',
      chosen: Object.fromEntries(
        Object.entries(memory.preferences).map(([name, value]) => [
          LABELS[name as keyof typeof LABELS],
          (CHOICES[name as keyof typeof CHOICES] as Record<string, string>)[value],
        ])
      ),
    },
    notices: {
      about: 'Which notices of the library you have read and closed, and when.',
      read: memory.notices.map(({ text, at }) => ({
        text: text ?? 'A notice that is no longer up',
        read: toTime(at.getTime()),
      })),
    },
    as_kept: {
      about:
        'The same data as the library stores it, with nothing left out: book numbers instead of titles, times in milliseconds since 1970.',
      values: remembered(session),
    },
  }
}

function toEntry({ id, title, byline }: Book) {
  return { title, by: byline, address: `${appUrl}/books/${id}` }
}

/** "2026-12-03T14:05:00.000+01:00"; null where there is no such moment. */
function toTime(moment: unknown) {
  return isMoment(moment) ? DateTime.fromMillis(moment).toISO() : null
}
