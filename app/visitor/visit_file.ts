import type { I18n } from '@adonisjs/i18n'
import type { Session } from '@adonisjs/session'
import { inOwnTime, now } from '#clock'
import { appUrl } from '#config/app'
import { bylineOf, nameOf } from '#languages/words'
import type Book from '#models/book'
import Library from '#models/library'
import { isMoment } from '#visitor/forms'
import { recall, remembered } from '#visitor/memory'
import { LABELS, choicesIn } from '#visitor/preferences'
import { ReadingList } from '#visitor/reading_list'
import { RecentBooks } from '#visitor/recent_books'
import { keptSearches } from '#visitor/recent_searches'

/** All that is remembered, for whoever it is about: in words, and then as the session has it. */
export async function describeVisit(i18n: I18n, session: Session) {
  const memory = await recall(session, i18n.locale)
  const opened = new Map(new RecentBooks(session).moments)
  const list = await new ReadingList(session).books('mine', i18n)
  const choices: Record<string, Record<string, string>> = choicesIn(i18n)
  return {
    about: i18n.t('visit_file.about', { library: nameOf(i18n, await Library.current()) }),
    written: toTime(now()),
    began: session.began && toTime(session.began.getTime()),
    until: session.fresh ? null : toTime(session.expiryDate().getTime()),
    visits: {
      about: i18n.t('visit_file.visits'),
      times: memory.visits,
      last: toTime(memory.lastVisit),
    },
    reading_list: {
      about: i18n.t('visit_file.reading_list'),
      books: list.map((book) => toEntry(i18n, book)),
    },
    books_looked_at: {
      about: i18n.t('visit_file.books_looked_at'),
      paused: memory.booksPaused,
      books: memory.books.map((book) => ({
        ...toEntry(i18n, book),
        opened: toTime(opened.get(book.id)),
      })),
    },
    searches: {
      about: i18n.t('visit_file.searches'),
      switched_off: memory.searches === null,
      searches: keptSearches(session).map(({ text, at }) => ({ words: text, made: toTime(at) })),
    },
    preferences: {
      about: i18n.t('visit_file.preferences'),
      chosen: Object.fromEntries(
        Object.entries(memory.preferences).map(([name, value]) => [
          i18n.t(LABELS[name as keyof typeof LABELS]),
          choices[name][value],
        ])
      ),
    },
    notices: {
      about: i18n.t('visit_file.notices'),
      read: memory.notices.map(({ text, at }) => ({
        text: text ?? i18n.t('visit_file.old_notice'),
        read: toTime(at.getTime()),
      })),
    },
    as_kept: {
      about: i18n.t('visit_file.as_kept'),
      values: remembered(session),
    },
  }
}

function toEntry(i18n: I18n, { id, title, authors }: Book) {
  return { title, by: bylineOf(i18n, authors), address: `${appUrl}/books/${id}` }
}

/** "2026-12-03T14:05:00.000+01:00"; null where there is no such moment. */
function toTime(moment: unknown) {
  return isMoment(moment) ? inOwnTime(moment).toISO() : null
}
