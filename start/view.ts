import app from '@adonisjs/core/services/app'
import edge from 'edge.js'
import { DateTime } from 'luxon'
import { today } from '#clock'
import { formatIsbn } from '#catalogue/isbn'
import { toLongDate } from '#catalogue/life_date'
import { drawCover } from '#covers/cover'
import { drawSpines } from '#covers/spines'
import type Book from '#models/book'
import type Genre from '#models/genre'
import { partOf } from '#pages/parts'
import { toBooksAddress } from '#search/address'
import { LAYOUTS } from '#search/list_parameters'
import { asPhrase } from '#search/query'
import { authorFacts, bookFacts } from '#start/schema_org'

/** Edge lists the components anew for every request, and but for a build reads each template anew: only while developing do they change. */
if (!app.inDev) {
  edge.configure({ cache: true })
  const components = edge.loader.listComponents()
  edge.loader.listComponents = () => components
}

const numbers = new Intl.NumberFormat('en')

edge.global('number', (value: number) => numbers.format(value))

/** "1 copy", "2 copies", "0 copies". */
edge.global('count', (value: number, noun: string, plural = `${noun}s`) =>
  [numbers.format(value), value === 1 ? noun : plural].join(' ')
)

/** "2007", "44 BCE" */
edge.global('year', (value: number) => (value < 0 ? `${-value} BCE` : String(value)))

/** "3 Dec 2026" */
edge.global('day', (date: DateTime) => date.setLocale('en-GB').toFormat('d LLL yyyy'))

/**
 * "Available", "2 of 3 copies available", "On loan, due back 9 Dec", "Not available now". The year is
 * told where it is not this one.
 *
 * @param dueBack When the next copy on loan is due, as "2026-12-09"
 */
edge.global('availability', (copies: number, available: number, dueBack?: string | null) => {
  if (available > 0) {
    if (copies === 1) return 'Available'
    return `${numbers.format(available)} of ${numbers.format(copies)} copies available`
  }
  if (!dueBack) return 'Not available now'
  const due = DateTime.fromISO(dueBack).setLocale('en-GB')
  const day = due.toFormat(due.hasSame(today(), 'year') ? 'd LLL' : 'd LLL yyyy')
  return `On loan, ${due < today() ? 'was due' : 'due'} back ${day}`
})

/** "3 Dec 2026, 14:05", in the time of the machine. */
edge.global('moment', (date: Date) =>
  DateTime.fromJSDate(date).setLocale('en-GB').toFormat('d LLL yyyy, HH:mm')
)

edge.global('isbn', formatIsbn)

/** Text without the control characters that XML 1.0 has no way to write. */
edge.global('xmlText', (text: string) =>
  text.toWellFormed().replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '')
)

/** The cover that is drawn for a book, whose authors and genres have to be loaded. */
edge.global('coverOf', ({ title, byline, languageCode: language, genres }: Book) =>
  drawCover({ title, byline, language, genre: genres[0]?.name ?? '' })
)

edge.global('drawCover', drawCover)

edge.global('layouts', LAYOUTS)

/** The backs of as many books of a genre as a short shelf holds. */
edge.global('spinesOf', ({ name, books }: Genre['shelf']) => drawSpines(name, books))

edge.global('longDate', toLongDate)
edge.global('today', today)
edge.global('partOf', partOf)
edge.global('seriesAddress', (series: string) => toBooksAddress({ text: asPhrase(series) }))

edge.global('authorFacts', authorFacts)
edge.global('bookFacts', bookFacts)

/** Facts for machines, as a script of data that nothing in them can end. */
edge.global('jsonLd', (facts: object) =>
  JSON.stringify({ '@context': 'https://schema.org', ...facts }).replace(/</g, '\\u003c')
)
